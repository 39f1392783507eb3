"""``/bot status``: how every process does, and what the bot has spent."""

from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands

from bot.budgets.budgets import Budgets
from bot.credits.money import CreditPrice
from bot.errors import StorageError
from bot.host.reports import Report, Reports
from bot.host.store import HostStore
from bot.runtime.clock import Clock
from bot.servers.rules import Period
from cogs.host.status_view import BotStatus, Spent, status_view
from cogs.i18n.command_names import localized
from cogs.interactions.responses import InitialResponses


class StatusCommand:
    """Shows this process as it is, and the others as they reported last."""

    def __init__(
        self,
        read: Callable[[], Report],
        reports: Reports,
        host: HostStore,
        budgets: Budgets,
        price: CreditPrice | None,
        responses: InitialResponses,
        clock: Clock,
    ) -> None:
        self._read = read
        self._reports = reports
        self._host = host
        self._budgets = budgets
        self._price = price
        self._responses = responses
        self._clock = clock

    def add_to(self, group: app_commands.Group) -> None:
        """Add the command to ``/bot``."""
        about = localized("How the bot is doing: connections, jobs, spending, disk", "command-bot-status")
        group.add_command(app_commands.Command(name="status", description=about, callback=self.status))

    async def status(self, interaction: discord.Interaction[Any]) -> None:
        now, decisions = self._clock.now(), await self._host.get()
        own = self._read()
        reports = sorted((own, *self._reports.others()), key=lambda report: report.started_at)
        status = BotStatus(reports, decisions.pause_at(now), decisions.line_at(now), await self._spent(now), now)
        view = status_view(status, self._price, self._responses.translator(interaction))
        await self._responses.to(interaction).show(view, private=True)

    async def _spent(self, now: float) -> Spent | None:
        """What was spent today and this month; None if the database does not say."""
        try:
            today = await self._budgets.spent_by_all(Period.DAY, now)
            return Spent(today, await self._budgets.spent_by_all(Period.MONTH, now), await self._budgets.of_bot(now))
        except StorageError:
            return None
