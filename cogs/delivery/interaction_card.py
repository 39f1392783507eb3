"""The card of an answer, before its message is known."""

from typing import Any

import discord

from bot.jobs.card import Card
from cogs.memory.tokens import TOKEN_LIFE


def card_of(
    interaction: discord.Interaction[Any],
    now: float,
    *,
    private: bool,
    spoiler: bool,
    plain: bool = False,
    mark: int = 0,
) -> Card:
    """The card that answers ``interaction``, before its message is known but by its ``mark``."""
    in_dm_with_bot = interaction.guild_id is None and interaction.context.dm_channel
    return Card(
        application_id=interaction.application_id,
        token=interaction.token,
        token_expires=now + TOKEN_LIFE,
        channel_id=interaction.channel_id,
        guild_id=interaction.guild_id,
        locale=str(interaction.locale),
        private=private,
        spoiler=spoiler,
        bot_in_channel=interaction.is_guild_integration() or bool(in_dm_with_bot),
        upload_limit=interaction.filesize_limit,
        mark=mark,
        plain=plain,
    )
