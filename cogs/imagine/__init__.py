"""Making pictures: the command, the prompt editor, the estimate, the buttons that start a job."""

from discord import app_commands

from bot.app import ImagineBot
from bot.services import Services
from cogs.cards.custom_ids import Action
from cogs.i18n.command_names import localized
from cogs.imagine.cog import ImagineCog
from cogs.imagine.estimate import Estimates
from cogs.imagine.estimate_buttons import EstimateButtons
from cogs.imagine.picker import OpenPickers
from cogs.imagine.prompt_editor import TEMPLATE, PromptEditor
from cogs.imagine.rerun import Rerun
from cogs.imagine.submission import Submission
from cogs.interactions.buttons import Buttons
from cogs.interactions.dynamic_items import select_class
from cogs.references.signed_urls import PictureLinks
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit) -> Submission:
    """Add the command, the editor and the buttons that make jobs; returns what makes a job of every draft."""
    services, responses, memory, links = bot.services, kit.responses, kit.memory, PictureLinks()
    admission, jobs, images, policy = services.admission, services.jobs, services.images, services.policy
    quota, preferences, estimator = services.members.quota, services.members.preferences, services.worker.estimator
    estimates = Estimates(admission, quota, estimator, policy.confirm_above, memory.estimates, responses)
    submission = _submission(services, kit, estimates)
    rerun = Rerun(jobs, admission, submission, responses, links, OpenPickers())
    editor = PromptEditor(
        jobs,
        preferences,
        admission.price,
        images.limits,
        submission,
        responses,
        memory.selections,
        memory.drafts,
        kit.errors,
    )
    kit.modals.add(TEMPLATE, editor.submitted)
    estimate_buttons = EstimateButtons(submission, estimates, memory.estimates, rerun, responses)
    _add_buttons(kit.buttons, rerun, editor, estimate_buttons)
    kit.buttons.observers.append(links.remember)
    bot.add_dynamic_items(select_class(rerun.pick, kit.errors))
    # discord.py has no way to declare a menu in a cog.
    bot.tree.add_command(
        app_commands.ContextMenu(name=localized("Imagine this", "menu-imagine"), callback=editor.imagine_this)
    )
    await bot.add_cog(ImagineCog(submission, editor, memory.selections, preferences, images.limits))
    return submission


def _add_buttons(buttons: Buttons, rerun: Rerun, editor: PromptEditor, estimate: EstimateButtons) -> None:
    buttons.on_job |= {
        Action.AGAIN: rerun.again,
        Action.VARY: rerun.vary,
        Action.SHARPER: rerun.sharper,
        Action.EDIT: editor.edit,
    }
    buttons.on_state |= {
        Action.GO: estimate.go,
        Action.FIT: estimate.fit,
        Action.CHEAPER: estimate.cheaper,
        Action.DROP: estimate.drop,
    }


def _submission(services: Services, kit: Toolkit, estimates: Estimates) -> Submission:
    return Submission(
        services.admission,
        services.jobs,
        kit.runner,
        services.messages.pending,
        services.images.reference_loader,
        estimates,
        kit.responses,
        kit.memory.selections,
        services.policy.buttons_for,
        services.runtime.clock,
    )
