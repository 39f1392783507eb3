"""The message with which a moderator began, as the buttons of their panel carry it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import discord

from bot.jobs.job import JOB_ID
from bot.jobs.posts import Post
from cogs.cards.custom_ids import snowflake


@dataclass(frozen=True, slots=True)
class ModeratedMessage:
    """A message with which a moderator began, the job that it shows, and its requester, 0 if that is not known."""

    job_id: str
    user_id: int
    message_id: int

    @classmethod
    def parse(cls, state: str) -> "ModeratedMessage | None":
        """What a button says, None if another version wrote it."""
        found = re.fullmatch(rf"({JOB_ID}):([0-9]+):([0-9]+)", state)
        user_id, message_id = (snowflake(found[2]), snowflake(found[3])) if found else (None, None)
        if found is None or user_id is None or message_id is None:
            return None
        return cls(found[1], user_id, message_id)

    def __str__(self) -> str:
        return f"{self.job_id}:{self.user_id}:{self.message_id}"

    def among(self, posts: Iterable[Post], interaction: discord.Interaction[Any], now: float) -> list[Post]:
        """The ``posts`` in the server of an interaction, and this message before them if it is none of them."""
        return self.among_those_in(interaction.guild_id, interaction.channel_id, posts, now)

    def among_those_in(
        self, guild_id: int | None, channel_id: int | None, posts: Iterable[Post], now: float
    ) -> list[Post]:
        """Likewise for a server, and the channel of this message."""
        here = [post for post in posts if post.guild_id == guild_id]
        if any(post.message_id == self.message_id for post in here) or channel_id is None:
            return here
        return [Post(self.message_id, channel_id, guild_id, self.job_id, self.user_id, now), *here]
