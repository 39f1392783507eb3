"""Making pictures: the command, its editor and estimate, the buttons of cards."""

from typing import TYPE_CHECKING

from discord import app_commands

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
    admission, jobs, pending, images = services.admission, services.jobs, services.messages.pending, services.images
    buttons_for, above, clock = services.policy.buttons_for, services.policy.confirm_above, services.runtime.clock
    quota, preferences, durations = services.members.quota, services.members.preferences, services.worker.durations
    estimates = Estimates(admission, quota, durations, above, memory.estimates, answers)
    intake = Intake(
        admission, jobs, kit.runner, pending, images.inputs, estimates, answers, memory.trays, buttons_for, clock
    )
    rerun = Rerun(jobs, admission, intake, answers, links, OpenPickers())
    editor = PromptEditor(
        jobs, preferences, admission.price, images.limits, intake, answers, memory.trays, memory.drafts, kit.errors
    )
    kit.forms.add(TEMPLATE, editor.submitted)
    kit.buttons.on_job |= {
        Action.AGAIN: rerun.again,
        Action.VARY: rerun.vary,
        Action.SHARPER: rerun.sharper,
        Action.EDIT: editor.edit,
    }
    presses = Presses(jobs, buttons_for, kit.buttons, intake, estimates, memory.estimates, rerun, answers, links)
    bot.add_dynamic_items(button_class(presses.press, kit.errors), select_class(rerun.pick, kit.errors))
    # discord.py has no way to declare a menu in a cog.
    bot.tree.add_command(
        app_commands.ContextMenu(name=text("Imagine this", "menu-imagine"), callback=editor.imagine_this)
    )
    await bot.add_cog(Imagine(intake, editor, memory.trays, preferences, images.limits))
    return intake
