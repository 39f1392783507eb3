"""Responses to interactions, with a placeholder where one takes longer than Discord waits."""

import asyncio
import logging
from typing import Any
from weakref import WeakSet

import discord
from discord import ui
from discord.ext import commands

from bot.errors import AlreadyHandled
from bot.jobs.card import Card
from bot.metrics.meter import NO_METER, Meter
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.cards import notices
from cogs.i18n.catalog import Catalogs
from cogs.i18n.translator import Translator
from cogs.interactions.claims import Claims
from cogs.interactions.initial_response import InitialResponse

_log = logging.getLogger(__name__)

ACK_SECONDS = 3.0
"""Seconds that Discord waits for an initial response.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
"""

MAX_AGE = 3.0
"""Seconds up to which the age of an interaction is believed. Older ones are expired, so the clocks must differ."""

PLACEHOLDER_AFTER = 2.0
"""Seconds after which a placeholder is shown if the response is not ready, mostly because the disk is slow."""


class InitialResponses(commands.Cog):
    """The responses to all interactions, one for each.

    When the bot stops, those under way have ``last_response`` seconds, by asyncio's clock.
    """

    def __init__(
        self,
        catalogs: Catalogs,
        claims: Claims,
        clock: Clock,
        last_response: float = ACK_SECONDS,
        meter: Meter = NO_METER,
    ) -> None:
        self._catalogs = catalogs
        self._claims = claims
        self._clock = clock
        self._meter = meter
        self._last_response = last_response
        self._given = WeakSet[InitialResponse]()

    async def cog_unload(self) -> None:
        """Wait for the responses under way. discord.py calls this before it closes the session that sends them."""
        waiting = [asyncio.create_task(response.settled.wait()) for response in self._given]
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=self._last_response)
            for task in late:
                task.cancel()

    def to(self, interaction: discord.Interaction[Any]) -> InitialResponse:
        """The response to ``interaction``: always the same object, kept in its ``extras``."""
        # discord.py passes one interaction object to listeners and handlers, so both find the same response.
        if self not in interaction.extras:
            created = self._clock.monotonic() - self._age(interaction)
            interaction.extras[self] = InitialResponse(
                interaction,
                self._claims,
                created + ACK_SECONDS,
                on_accepted=lambda: self._meter.acknowledged(self._clock.monotonic() - created),
            )
            self._given.add(interaction.extras[self])
        response: InitialResponse = interaction.extras[self]
        return response

    def translator(self, interaction: discord.Interaction[Any]) -> Translator:
        """The sentences in the language of the member who acts."""
        return self._catalogs(str(interaction.locale))

    def card_translator(self, card: Card) -> Translator:
        """The sentences in the language of a card, which other members read as well."""
        return self._catalogs(card.locale)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Show a placeholder in time. Late autocomplete results are of no use, so they get none."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await self._show_placeholder_in_time(interaction, self.to(interaction))

    async def _show_placeholder_in_time(self, interaction: discord.Interaction[Any], response: InitialResponse) -> None:
        await self._clock.sleep(max(0.0, PLACEHOLDER_AFTER - self._age(interaction)))

        def draw() -> ui.LayoutView:
            t = self.translator(interaction)
            return notices.saving(t) if response.private is not None else notices.waiting(t)

        try:
            await response.show_placeholder(draw)
        # aiohttp raises RuntimeError once its session is closed, which happens when the bot stops.
        except (AlreadyHandled, discord.HTTPException, *NETWORK_ERRORS, RuntimeError) as error:
            _log.info("interaction %d got no placeholder: %s", interaction.id, type(error).__name__)

    def _age(self, interaction: discord.Interaction[Any]) -> float:
        """Seconds since Discord created the interaction; 0 for an impossible age, as clocks differ."""
        age = self._clock.now() - interaction.created_at.timestamp()
        return age if 0 <= age < MAX_AGE else 0.0
