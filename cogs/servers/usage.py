"""``/server usage``: what this server has spent."""

from typing import Any

import discord
from discord import app_commands

from bot.budgets.budgets import Budgets
from bot.budgets.spans import span_at, span_before
from bot.budgets.usage import UsageRecords, usage_of
from bot.credits.money import CreditPrice
from bot.errors import StorageError, StorageUnavailable
from bot.runtime.clock import Clock
from bot.servers.rules import Period
from bot.servers.store import ServerStore
from cogs.gate.entrance import server_of
from cogs.i18n.command_names import localized
from cogs.interactions.responses import InitialResponses
from cogs.servers.usage_view import UsageView

PERIODS = [
    app_commands.Choice(name=localized("today", "choice-period-day"), value=Period.DAY.value),
    app_commands.Choice(name=localized("this week", "choice-period-week"), value=Period.WEEK.value),
    app_commands.Choice(name=localized("this month", "choice-period-month"), value=Period.MONTH.value),
]


class UsageCommand:
    """Shows managers what their server spends, in the server's time zone."""

    def __init__(
        self,
        records: UsageRecords,
        budgets: Budgets,
        rules: ServerStore,
        price: CreditPrice | None,
        responses: InitialResponses,
        clock: Clock,
    ) -> None:
        self._records = records
        self._budgets = budgets
        self._rules = rules
        self._price = price
        self._responses = responses
        self._clock = clock

    def add_to(self, group: app_commands.Group) -> None:
        """Add the command to ``/server``."""
        told = localized("What this server spent: by member, channel, size and day", "command-server-usage")
        group.add_command(app_commands.Command(name="usage", description=told, callback=self.usage))

    @app_commands.describe(period=localized("Which period (default: this month)", "option-usage-period"))
    @app_commands.choices(period=PERIODS)
    async def usage(self, interaction: discord.Interaction[Any], period: str = Period.MONTH.value) -> None:
        """Show it privately; an unknown period, which no client sends, counts as this month. Raises UserError."""
        server_id, now = server_of(interaction), self._clock.now()
        of = Period(period) if period in list(Period) else Period.MONTH
        zone = (await self._rules.get(server_id)).rules.zone
        try:
            usage = await usage_of(self._records, server_id, span_at(of, zone, now), zone)
            before = await usage_of(self._records, server_id, span_before(of, zone, now), zone)
            allowance = await self._budgets.allowance(server_id, interaction.user.id, now)
            budgets = await self._budgets.spent(allowance)
        except StorageError as error:
            raise StorageUnavailable from error
        view = UsageView(usage, before, self._price, self._responses.translator(interaction))
        await self._responses.to(interaction).show(view.card(budgets), private=True, files=view.file)
