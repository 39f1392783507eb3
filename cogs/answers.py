"""The first answer to an interaction, and what became of it where Discord's own answer got lost."""

from typing import Any

import discord
from discord import ui

from bot.clock import Clock
from bot.network import NETWORK_ERRORS
from bot.retry import Backoff
from cogs.errors import ALREADY_ACKNOWLEDGED


class Answers:
    """Gives first answers, and finds out whether they have arrived."""

    def __init__(self, backoff: Backoff, clock: Clock) -> None:
        self._backoff = backoff
        self._clock = clock

    async def first(self, interaction: discord.Interaction[Any], view: ui.LayoutView, *, private: bool) -> int | None:
        """Answer with ``view``; returns the message's id.

        Raises:
            discord.HTTPException, or one of NETWORK_ERRORS: Discord did not take the answer.
        """
        try:
            answer = await interaction.response.send_message(view=view, ephemeral=private)
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            if not _may_have_arrived(error):
                raise
            return (await self._look(interaction)).id
        return answer.message_id

    async def _look(self, interaction: discord.Interaction[Any]) -> discord.InteractionMessage:
        """The answer as Discord has it, asked for until it says; the interaction's token ends this after 15 minutes."""
        attempt = 0
        while True:
            try:
                return await interaction.original_response()
            except (discord.HTTPException, *NETWORK_ERRORS) as error:
                if not _may_have_arrived(error):
                    raise
            await self._clock.sleep(self._backoff.delay(attempt))
            attempt += 1


def _may_have_arrived(error: Exception) -> bool:
    """Whether Discord may have taken a first answer although ``error`` came back."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.code == ALREADY_ACKNOWLEDGED
    return True
