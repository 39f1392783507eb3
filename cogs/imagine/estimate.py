"""The private estimate that asks for confirmation before an expensive job starts."""

from contextlib import suppress
from functools import partial
from typing import Any

import discord

from bot.admission.draft import Draft
from bot.admission.estimates import Estimate, PendingEstimates
from bot.admission.quotes import Quotes
from bot.net.errors import NETWORK_ERRORS
from cogs.gate.gate import Gate
from cogs.imagine import estimate_view
from cogs.interactions.initial_response import InitialResponse
from cogs.interactions.pages import Draw
from cogs.interactions.permissions import server_of
from cogs.interactions.responses import InitialResponses


class Estimates:
    """Shows what drafts would cost, and stores them until the member presses a button."""

    def __init__(
        self,
        quotes: Quotes,
        gate: Gate,
        pending: PendingEstimates[discord.Interaction[Any]],
        responses: InitialResponses,
    ) -> None:
        self._quotes = quotes
        self._gate = gate
        self._pending = pending
        self._responses = responses

    async def show(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Show an estimate that only the member sees.

        A confirmed draft that the member can no longer afford replaces the estimate that was pressed.

        Raises:
            QuotaExceeded, BudgetExceeded: the member can't afford even the cheapest version of ``draft``.
            TooManyRunning: the member can start no job now.
        """
        key, draw = await self._prepare(interaction, draft)
        response = self._responses.to(interaction)
        if draft.confirmed:
            await response.update(draw(plain=draft.plain), plain=lambda: draw(plain=True))
        else:
            await response.show(draw(plain=draft.plain), private=True, plain=lambda: draw(plain=True))
        self._keep_plain(key, response)

    async def replace(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Replace the estimate that was pressed with one for ``draft``. Raises as ``show``."""
        key, draw = await self._prepare(interaction, draft)
        response = self._responses.to(interaction)
        await response.update(draw(plain=draft.plain), plain=lambda: draw(plain=True))
        self._keep_plain(key, response)

    async def clear(self, estimate: Estimate[discord.Interaction[Any]]) -> None:
        """Delete an estimate whose job has started. If that fails, its buttons say that it expired."""
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await self._responses.to(estimate.shown).delete()

    def _keep_plain(self, key: str, response: InitialResponse) -> None:
        """If Discord blocked the prompt on the estimate, leave it out of the job's card as well."""
        if response.plain:
            self._pending.mark_blocked(key)

    async def _prepare(self, interaction: discord.Interaction[Any], draft: Draft) -> tuple[str, Draw]:
        """Store the estimate; returns its key and the function that draws it."""
        tiers = (await self._gate.limits(interaction)).quota
        quote = await self._quotes.quote(interaction.user.id, server_of(interaction), draft, tiers)
        t = self._responses.translator(interaction)
        key = self._pending.add(Estimate(draft, interaction.user.id, interaction, quote.fitting))
        return key, partial(estimate_view.estimate, draft, quote, key, t)
