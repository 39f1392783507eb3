"""``/server grant``: credits beyond a budget, for a member or for the whole server."""

from typing import Any

import discord
from discord import app_commands

from bot.budgets.grants import Grants
from bot.budgets.spans import span_at
from bot.runtime.clock import Clock
from bot.servers.errors import NothingToRaise
from bot.servers.rules import Period
from bot.servers.store import ServerStore
from cogs.cards.elements import mention
from cogs.cards.notices import notice
from cogs.gate.entrance import server_of
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import moment
from cogs.interactions.responses import InitialResponses
from cogs.servers.durations import seconds_in

MOST = 1_000_000
"""Credits of one grant."""


class GrantCommand:
    """Lets managers raise what a member or the server may spend. The host's budgets hold all the same."""

    def __init__(self, grants: Grants, rules: ServerStore, responses: InitialResponses, clock: Clock) -> None:
        self._grants = grants
        self._rules = rules
        self._responses = responses
        self._clock = clock

    def add_to(self, group: app_commands.Group) -> None:
        """Add the command to ``/server``."""
        told = localized("Let a member, or this server, spend more than the budget", "command-server-grant")
        group.add_command(app_commands.Command(name="grant", description=told, callback=self.grant))

    @app_commands.describe(
        credits=localized("How many more credits", "option-grant-credits"),
        user=localized("Whom (default: the whole server)", "option-grant-user"),
        duration=localized(
            "Add them in every period for this long, such as 7d or 4w (default: once)", "option-grant-duration"
        ),
    )
    async def grant(
        self,
        interaction: discord.Interaction[Any],
        credits: app_commands.Range[int, 1, MOST],
        user: discord.Member | discord.User | None = None,
        duration: str | None = None,
    ) -> None:
        """Grant ``credits``: once, which is in the present period, or in each until ``duration`` has passed.

        Raises:
            NothingToRaise: the server has no budget of its own.
        """
        server_id, now = server_of(interaction), self._clock.now()
        rules = (await self._rules.get(server_id)).rules
        budget = rules.member_budget if user else rules.server_budget
        if not user and budget is None:
            raise NothingToRaise
        period = budget.period if budget else Period.DAY
        ends = now + seconds_in(duration) if duration else span_at(period, rules.zone, now).ends
        user_id = user.id if user else None
        await self._grants.grant(server_id, user_id, credits, ends, interaction.user.id)
        t = self._responses.translator(interaction)
        if user:
            key = "grant-member" if duration else "grant-member-once"
            text = t(key, n=credits, member=mention(user.id), when=moment(ends, "f"))
        else:
            key = "grant-server" if duration else "grant-server-once"
            text = t(key, n=credits, when=moment(ends, "f"))
        await self._responses.to(interaction).show(notice(t("title-granted"), text), private=True)
