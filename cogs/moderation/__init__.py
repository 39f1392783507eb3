"""Moderation of cards and their requesters, and the log channels of servers."""

from discord import Permissions, app_commands

from bot.app import ImagineBot
from cogs.cards.custom_ids import PageAction
from cogs.i18n.command_names import localized
from cogs.interactions.modals import Kept
from cogs.jobs.removal import Removals
from cogs.jobs.sweeper import Sweeper
from cogs.moderation.blocking import BLOCK_TEMPLATE, BlockForm
from cogs.moderation.buttons import ModerationButtons
from cogs.moderation.late_messages import LateMessages
from cogs.moderation.log_channel import LogChannel, LogQueues
from cogs.moderation.menu import ModerationMenu
from cogs.moderation.open_blurs import OpenBlurs
from cogs.moderation.panel import REASON
from cogs.moderation.veil import Veil
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit, sweeper: Sweeper) -> None:
    """Add the menu "Moderate" and its buttons, and log in the channels of servers."""
    services, responses = bot.services, kit.responses
    jobs, act_log, rules, blocks = services.jobs, services.servers.acts, services.servers.rules, services.servers.blocks
    tasks, clock = services.runtime.tasks, services.runtime.clock
    removals = Removals(jobs, services.messages.posts, act_log, clock)
    veil = Veil(bot, jobs, rules, act_log, kit.backoff, clock)
    late = LateMessages(act_log, veil, sweeper, tasks, clock)
    buttons = ModerationButtons(act_log, removals, veil, sweeper, responses, tasks, clock)
    form = BlockForm(blocks, responses, clock)
    log = LogChannel(bot, rules, act_log, kit.catalogs, LogQueues(), kit.backoff, tasks, clock)
    bot.tree.add_command(_menu(ModerationMenu(act_log, removals, responses)))
    kit.buttons.on_page |= {
        PageAction.BLUR: buttons.blur,
        PageAction.UNBLUR: buttons.unblur,
        PageAction.REMOVE: buttons.remove,
        PageAction.BLOCK: form.open,
    }
    kit.modals.add(BLOCK_TEMPLATE, form.on_submit, Kept(REASON, "title-block"))
    kit.uploads.append(late.look_again)
    tasks.start(OpenBlurs(bot, act_log, services.messages.posts, veil, clock).carry_out(), "go on with blurs")
    kit.runner.on_end(log.job_ended)
    act_log.on_act(log.act_done)
    services.budgets.warnings.subscribe(log.budget_met)


def _menu(menu: ModerationMenu) -> app_commands.ContextMenu:
    """Discord offers it to who has Manage Messages; the gate asks again at each use."""
    command = app_commands.ContextMenu(name=localized("Moderate", "menu-moderate"), callback=menu.moderate)
    command.default_permissions = Permissions(manage_messages=True)
    command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
    command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
    return command
