"""Which job a message shows, by its buttons alone: the job may no longer be stored."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import discord

from bot.jobs.job import JOB_ID
from bot.jobs.posts import Post
from cogs.cards.custom_ids import BUTTON_TEMPLATE, Action, Target
from cogs.cards.shown import walk

_OF_ESTIMATES = {Action.GO, Action.CHEAPER, Action.FIT, Action.DROP}


@dataclass(frozen=True, slots=True)
class ModeratedMessage:
    """A message with which a moderator began, the job that it shows, and its requester, 0 if that is not known."""

    job_id: str
    user_id: int
    message_id: int

    @classmethod
    def parse(cls, state: str) -> "ModeratedMessage | None":
        """What a button says, None if another version wrote it."""
        found = re.fullmatch(rf"({JOB_ID}):([0-9]{{1,20}}):([0-9]{{1,20}})", state)
        return cls(found[1], int(found[2]), int(found[3])) if found else None

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


def target_of(message: discord.Message) -> Target | None:
    """The job that a message shows, with its requester if a button names them; None if it shows none."""
    found_first = None
    for part in walk(message.components):
        found = re.fullmatch(BUTTON_TEMPLATE, getattr(part, "custom_id", None) or "")
        if found and found["action"] in set(Action) - _OF_ESTIMATES:
            target = Target.parse(found["job"])
            if re.fullmatch(JOB_ID, target.job_id):
                if target.user_id:
                    return target
                found_first = found_first or target
    return found_first
