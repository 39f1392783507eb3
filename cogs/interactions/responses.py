"""Answers to interactions, and something to see where one takes longer than Discord waits."""

import logging
from typing import Any

import discord
from discord.ext import commands

from bot.errors import AlreadyHandled
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.cards import notices
from cogs.i18n.catalog import Catalogs
from cogs.i18n.translator import Translator
from cogs.interactions.claims import Claims
from cogs.interactions.initial_response import InitialResponse

_log = logging.getLogger(__name__)

ACK_SECONDS = 3.0
"""Seconds for which Discord waits for a first answer.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
"""

LIKELY_AGE = 3.0
"""Seconds below which an interaction's age is believed when it arrives; of what is older, Discord wants no answer."""

HOLD_AFTER = 2.0
"""Seconds after which something is shown while the answer is not ready: a slow disk, mostly."""


class InitialResponses(commands.Cog):
    """The answers to all interactions, one for each."""

    def __init__(self, catalogs: Catalogs, claims: Claims, clock: Clock) -> None:
        self._catalogs = catalogs
        self._claims = claims
        self._clock = clock

    def to(self, interaction: discord.Interaction[Any]) -> InitialResponse:
        """The answer to ``interaction``, which carries it."""
        if self not in interaction.extras:
            until = self._clock.monotonic() + ACK_SECONDS - self._age(interaction)
            interaction.extras[self] = InitialResponse(interaction, self._claims, until)
        response: InitialResponse = interaction.extras[self]
        return response

    def translator(self, interaction: discord.Interaction[Any]) -> Translator:
        """The sentences in the language of whoever acts."""
        return self._catalogs(str(interaction.locale))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Every interaction comes by here as it arrives. Nobody waits for suggestions that are late."""
        if interaction.type is not discord.InteractionType.autocomplete:
            await self._hold(interaction, self.to(interaction))

    async def _hold(self, interaction: discord.Interaction[Any], response: InitialResponse) -> None:
        await self._clock.sleep(max(0.0, HOLD_AFTER - self._age(interaction)))
        t = self.translator(interaction)
        try:
            await response.show_placeholder(notices.saving(t) if response.private is not None else notices.waiting(t))
        except (AlreadyHandled, discord.HTTPException, *NETWORK_ERRORS) as error:
            _log.info("interaction %d could not be held: %s", interaction.id, type(error).__name__)

    def _age(self, interaction: discord.Interaction[Any]) -> float:
        """Seconds since Discord made the interaction; 0 where they can't be right, as clocks differ."""
        age = self._clock.now() - interaction.created_at.timestamp()
        return age if 0 <= age < LIKELY_AGE else 0.0
