"""``/help``: what to type, what the buttons do, what it may cost, and whom to ask."""

from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.admission.admission import AdmissionControl
from bot.budgets.budgets import Budgets
from bot.credits.quota import Quota
from bot.errors import StorageUnavailable, UserError
from bot.requests.request import Quality, RequestSettings
from bot.runtime.clock import Clock
from cogs.gate.gate import Gate
from cogs.i18n.command_names import localized
from cogs.interactions.permissions import server_of
from cogs.interactions.responses import InitialResponses
from cogs.members.help_view import HelpFacts, help_view
from cogs.memory.command_ids import CommandIds


class HelpCog(commands.Cog):
    """Explains the bot to whoever asks, also while it is paused, and to those who are blocked. It costs nothing."""

    def __init__(
        self,
        admission: AdmissionControl,
        quota: Quota,
        budgets: Budgets,
        gate: Gate,
        ids: CommandIds,
        responses: InitialResponses,
        clock: Clock,
    ) -> None:
        self._admission = admission
        self._quota = quota
        self._budgets = budgets
        self._gate = gate
        self._ids = ids
        self._responses = responses
        self._clock = clock

    @app_commands.command(description=localized("What to type, what the buttons do, and your credits", "command-help"))
    async def help(self, interaction: discord.Interaction[Any]) -> None:
        facts = HelpFacts(self._prices(), in_server=interaction.guild_id is not None, command_id=self._ids.find)
        # Whoever needs help may need it most while the database is away.
        with suppress(StorageUnavailable):
            facts = replace(facts, refusal=await self._refusal(interaction))
            facts = await self._with_credits(interaction, facts)
        view = help_view(facts, self._responses.translator(interaction))
        await self._responses.to(interaction).show(view, private=True)

    async def _refusal(self, interaction: discord.Interaction[Any]) -> UserError | None:
        """Why the member can't make pictures here now: a rule, or no jobs are accepted. Raises StorageUnavailable."""
        if refusal := await self._gate.refusal(interaction):
            return refusal
        try:
            await self._admission.check_intake(interaction.user.id, server_of(interaction))
        except StorageUnavailable:
            raise
        except UserError as error:
            return error
        return None

    async def _with_credits(self, interaction: discord.Interaction[Any], facts: HelpFacts) -> HelpFacts:
        user_id = interaction.user.id
        allowance = await self._budgets.allowance(server_of(interaction), user_id, self._clock.now())
        limits = await self._gate.limits(interaction)
        balance = await self._quota.balance(user_id, allowance.granted, limits.quota)
        return facts.having(balance, await self._budgets.spent(allowance))

    def _prices(self) -> tuple[int, int]:
        """What one picture costs at least and at most, in credits."""
        sizes = self._admission.model.resolutions_offered
        prices = [
            self._admission.price(RequestSettings(resolution=size, quality=quality))
            for size, quality in product(sizes, Quality)
        ]
        return min(prices), max(prices)
