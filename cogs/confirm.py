"""Before much is spent: a private estimate with Go, Cheaper and Cancel."""

import secrets
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import ui

from bot.clock import Clock
from bot.network import NETWORK_ERRORS
from bot.services import Services
from cogs import render
from cogs.ids import Action, custom_id
from cogs.orders import Order

PATIENCE = 10 * 60.0
"""Seconds for which an estimate waits for an answer."""

MOST = 1000
"""Estimates that wait at once, the newest."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What ``order`` would cost, as the answer to the interaction ``shown`` says since ``at`` (monotonic)."""

    order: Order
    shown: discord.Interaction[Any]
    at: float


class Estimates:
    """The orders that wait for a Go. They are kept in memory: nothing was spent, so a restart may forget them."""

    def __init__(self, services: Services, above: int | None) -> None:
        self._services = services
        self._clock: Clock = services.clock
        self._above = above
        self._waiting: OrderedDict[str, Estimate] = OrderedDict()

    def needed(self, order: Order) -> bool:
        """Whether ``order`` costs so much that the member is asked first."""
        return self._above is not None and self._services.pipeline.price(order.request) > self._above

    async def show(self, interaction: discord.Interaction[Any], order: Order) -> None:
        """Answer with an estimate that only the member sees."""
        await interaction.response.send_message(view=await self._view(interaction, order), ephemeral=True)

    async def replace(self, interaction: discord.Interaction[Any], order: Order) -> None:
        """Show another estimate in place of the one that was pressed."""
        await interaction.response.edit_message(view=await self._view(interaction, order))

    def take(self, key: str) -> Estimate | None:
        """An estimate, its order confirmed; it is gone from here afterwards. None if it has waited too long."""
        self._drop_old()
        found = self._waiting.pop(key, None)
        return replace(found, order=replace(found.order, confirmed=True)) if found else None

    def keep(self, key: str, estimate: Estimate) -> None:
        """Let an estimate wait for another answer: the one it got came to nothing."""
        self._drop_old()
        self._waiting[key] = replace(estimate, at=self._clock.monotonic())
        if len(self._waiting) > MOST:
            self._waiting.popitem(last=False)

    async def clear(self, estimate: Estimate) -> None:
        """Take an estimate that was answered away. Where Discord does not, its buttons say that it is void."""
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await estimate.shown.delete_original_response()

    async def _view(self, interaction: discord.Interaction[Any], order: Order) -> ui.LayoutView:
        key = secrets.token_hex(5)
        self.keep(key, Estimate(order, interaction, self._clock.monotonic()))
        words = self._services.texts(str(interaction.locale))
        price = self._services.pipeline.price(order.request)
        balance = await self._services.quota.balance(interaction.user.id)
        expected = self._services.durations.expected(order.request)
        buttons = [(Action.GO, discord.ButtonStyle.success), (Action.DROP, discord.ButtonStyle.secondary)]
        if order.cheaper():
            buttons.insert(1, (Action.CHEAPER, discord.ButtonStyle.secondary))
        return render.estimate(order.request, words, price, balance, expected, [
            ui.Button(label=words(f"button-{action}"), style=style, custom_id=custom_id(action, key))
            for action, style in buttons
        ])  # fmt: skip

    def _drop_old(self) -> None:
        since = self._clock.monotonic() - PATIENCE
        while self._waiting and next(iter(self._waiting.values())).at <= since:
            self._waiting.popitem(last=False)
