"""Making pictures: the command, its editor and estimate, the buttons of cards."""

from typing import TYPE_CHECKING

from discord import app_commands

from bot.services import Services
from cogs.cards.custom_ids import Action
from cogs.i18n.command_names import text
from cogs.imagine.buttons import Presses
from cogs.imagine.cog import Imagine
from cogs.imagine.estimate import Estimates
from cogs.imagine.open_pickers import OpenPickers
from cogs.imagine.prompt_editor import TEMPLATE, PromptEditor
from cogs.imagine.rerun import Rerun
from cogs.imagine.submission import Intake
from cogs.interactions.dynamic_items import button_class, select_class
from cogs.references.signed_urls import PictureLinks
from cogs.toolkit import Toolkit

if TYPE_CHECKING:
    from bot.app import ImagineBot


async def setup(bot: "ImagineBot", kit: Toolkit) -> Intake:
    """Add the command, the editor and the buttons that make jobs; returns what makes a job of every order."""
    services, answers, memory, links = bot.services, kit.answers, kit.memory, PictureLinks()
    pipeline, jobs = services.pipeline, services.jobs
    estimates = Estimates(
        pipeline, services.quota, services.durations, services.confirm_credits, memory.estimates, answers
    )
    intake = _intake(services, kit, estimates)
    rerun = Rerun(jobs, pipeline, intake, answers, links, OpenPickers())
    editor = _editor(services, kit, intake)
    kit.forms.add(TEMPLATE, editor.submitted)
    kit.buttons.on_job |= {
        Action.AGAIN: rerun.again,
        Action.VARY: rerun.vary,
        Action.SHARPER: rerun.sharper,
        Action.EDIT: editor.edit,
    }
    presses = Presses(
        jobs, services.buttons_for, kit.buttons, intake, estimates, memory.estimates, rerun, answers, links
    )
    bot.add_dynamic_items(button_class(presses.press, kit.errors), select_class(rerun.pick, kit.errors))
    # discord.py has no way to declare a menu in a cog.
    bot.tree.add_command(
        app_commands.ContextMenu(name=text("Imagine this", "menu-imagine"), callback=editor.imagine_this)
    )
    await bot.add_cog(Imagine(intake, editor, memory.trays, services.members, services.attachment_limits))
    return intake


def _intake(services: Services, kit: Toolkit, estimates: Estimates) -> Intake:
    return Intake(
        services.pipeline,
        services.jobs,
        kit.runner,
        services.errands,
        services.inputs,
        estimates,
        kit.answers,
        kit.memory.trays,
        services.buttons_for,
        services.clock,
    )


def _editor(services: Services, kit: Toolkit, intake: Intake) -> PromptEditor:
    return PromptEditor(
        services.jobs,
        services.members,
        services.pipeline.price,
        services.attachment_limits,
        intake,
        kit.answers,
        kit.memory.trays,
        kit.memory.drafts,
        kit.errors,
    )
