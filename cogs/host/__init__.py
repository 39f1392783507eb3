"""The bot owner's commands and alerts."""

import logging

import discord
from discord import app_commands

from bot.app import ImagineBot
from bot.host.alerts import Alerts
from bot.host.server_alerts import ServerAlerts
from cogs.cards.custom_ids import PageAction
from cogs.host.announcing import AnnounceCommand
from cogs.host.blocks import BlocksEverywhere
from cogs.host.delivery import AlertDelivery
from cogs.host.pausing import PauseCommands
from cogs.host.presence import Presence
from cogs.host.servers import ServerCommands
from cogs.host.status import StatusCommand
from cogs.host.watch import HostWatch
from cogs.i18n.catalog import DEFAULT_LOCALE, Catalogs
from cogs.i18n.command_names import localized
from cogs.i18n.translator import Translator
from cogs.servers.acts import ActCommands
from cogs.toolkit import Toolkit

_log = logging.getLogger(__name__)


async def setup(bot: ImagineBot, kit: Toolkit) -> None:
    """Add ``/bot`` with all of its commands, show a pause, and watch the bot from now on."""
    services, runtime, host = bot.services, bot.services.runtime, bot.services.runtime.host
    group, responses, clock = bot_group(), kit.responses, runtime.clock
    policy, budgets = services.policy.alerts, services.budgets.budgets
    t = _translator(kit.catalogs, policy.locale)
    delivery, duties = AlertDelivery(bot, kit.hosts, t, kit.backoff, clock), runtime.cluster.duties
    alerts, of_servers = Alerts(duties, delivery.tell, clock), ServerAlerts(duties, delivery.tell, clock)
    watch = HostWatch(bot, host.reports, host.meter, budgets, policy, alerts, of_servers, clock)
    services.budgets.warnings.subscribe(watch.hear)
    servers = ServerCommands(bot, host.decisions, responses)
    price = services.policy.credit_price
    StatusCommand(watch.read, host.reports, host.decisions, budgets, price, responses, clock).add_to(group)
    PauseCommands(host.decisions, responses, clock).add_to(group)
    AnnounceCommand(host.decisions, responses, clock).add_to(group)
    servers.add_to(group)
    BlocksEverywhere(services.servers.blocks, kit.hosts, responses, clock).add_to(group)
    ActCommands(services.servers.acts, responses, everywhere=True).add_to(group)
    kit.buttons.on_page |= {PageAction.SERVERS: servers.turn}
    bot.tree.add_command(group)
    await bot.add_cog(Presence(bot, host.decisions, t, runtime.tasks, clock))
    runtime.tasks.start(watch.run(), "watch for the host")


def bot_group() -> app_commands.Group:
    """An empty ``/bot``. In servers, Discord offers it to administrators alone; the gate asks who the host is."""
    return app_commands.Group(
        name="bot",
        description=localized("For the bot's owner", "command-bot"),
        default_permissions=discord.Permissions(administrator=True),
    )


def _translator(catalogs: Catalogs, locale: str) -> Translator:
    """That of ``ALERT_LANGUAGE``. Only here is it known which languages there are."""
    if not catalogs.speaks(locale):
        there = ", ".join(catalogs.locales)
        _log.warning(
            "ALERT_LANGUAGE=%s isn't available, so alerts are in %s; choose from %s", locale, DEFAULT_LOCALE, there
        )
    return catalogs(locale)
