"""Making pictures: the command, the prompt editor, the estimate, the buttons that start a job."""

from discord import app_commands

from bot.admission.quotes import Quotes
from bot.app import ImagineBot
from bot.services import Services
from cogs.cards.custom_ids import Action, PageAction
from cogs.i18n.command_names import localized
from cogs.imagine.cog import ImagineCog
from cogs.imagine.estimate import Estimates
from cogs.imagine.estimate_buttons import EstimateButtons
from cogs.imagine.job_starter import JobStarter
from cogs.imagine.picker import OpenPickers
from cogs.imagine.prompt_editor import KEPT, TEMPLATE, PromptEditor
from cogs.imagine.rerun import RerunButtons
from cogs.imagine.submission import Submission
from cogs.interactions.buttons import Buttons
from cogs.interactions.dynamic_items import select_class
from cogs.more.pressed import PressedCards
from cogs.references.origins import Origins
from cogs.references.selected import SelectedReferences
from cogs.references.signed_urls import PictureLinks
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit, origins: Origins, pressed: PressedCards) -> Submission:
    """Add the command, the editor and the buttons that make jobs; returns the entry point for new jobs."""
    services, memory, links = bot.services, kit.memory, PictureLinks()
    quotes = _quotes(services)
    estimates = Estimates(quotes, kit.gate, memory.estimates, kit.responses)
    selected = SelectedReferences(memory.selections, kit.gate)
    submission = _submission(services, kit, origins, selected, quotes, estimates)
    rerun = RerunButtons(
        services.jobs,
        services.messages.posts,
        services.admission,
        submission,
        kit.responses,
        links,
        OpenPickers(),
        pressed,
    )
    editor = _editor(services, kit, submission, selected)
    kit.modals.add(TEMPLATE, editor.on_submit, KEPT)
    kit.buttons.on_page[PageAction.USE] = editor.use_selection
    estimate = EstimateButtons(memory.estimates, estimates, submission, rerun, kit.responses)
    _add_buttons(kit.buttons, rerun, editor, estimate)
    # Every pressed message has newer signed URLs of its job's pictures.
    kit.buttons.observers.append(links.remember)
    bot.add_dynamic_items(select_class(rerun.pick, kit.gate.check, kit.errors))
    # discord.py cannot declare a context menu inside a cog.
    bot.tree.add_command(
        app_commands.ContextMenu(name=localized("Imagine this", "menu-imagine"), callback=editor.imagine_this)
    )
    preferences = services.members.preferences
    await bot.add_cog(ImagineCog(submission, editor, kit.errors, selected, preferences, kit.choices))
    return submission


def _quotes(services: Services) -> Quotes:
    members, worker, policy = services.members, services.worker, services.policy
    return Quotes(
        services.admission.price,
        members.quota,
        services.budgets.budgets,
        worker.estimator,
        services.runtime.clock,
        policy.confirm_above,
    )


def _submission(
    services: Services,
    kit: Toolkit,
    origins: Origins,
    selected: SelectedReferences,
    quotes: Quotes,
    estimates: Estimates,
) -> Submission:
    admission, images = services.admission, services.images
    starter = JobStarter(
        admission,
        services.jobs,
        kit.runner,
        images.reference_loader,
        kit.memory.selections,
        kit.placeholders,
        kit.responses,
        kit.gate,
    )
    return Submission(
        admission, images.limits, origins, selected, quotes, estimates, starter, kit.gate, services.policy.buttons_for
    )


def _editor(services: Services, kit: Toolkit, submission: Submission, selected: SelectedReferences) -> PromptEditor:
    return PromptEditor(
        services.jobs,
        services.members.preferences,
        services.admission.price,
        submission,
        kit.responses,
        selected,
        kit.memory.drafts,
        kit.modals.give_back,
    )


def _add_buttons(buttons: Buttons, rerun: RerunButtons, editor: PromptEditor, estimate: EstimateButtons) -> None:
    buttons.on_job |= {
        Action.REROLL: rerun.reroll,
        Action.VARY: rerun.vary,
        Action.REDRAW: rerun.redraw,
        Action.EDIT: editor.edit,
    }
    buttons.on_state |= {
        Action.VARIATION: rerun.vary_picture,
        Action.GO: estimate.go,
        Action.FIT: estimate.fit,
        Action.CHEAPER: estimate.cheaper,
        Action.DROP: estimate.cancel,
    }
