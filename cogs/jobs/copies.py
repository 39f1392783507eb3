"""Copies of a job's pictures on other cards. At most one public copy exists at a time."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Self

import discord

from bot.errors import StorageError
from bot.images.names import new_copy_id
from bot.jobs.card import Card, ExtraMessage
from bot.jobs.errors import TooSoon
from bot.jobs.job import Job
from bot.jobs.posts import Fate, Post, Posts
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.jobs.sweeper import Sweeper
from cogs.verdicts import GONE

_log = logging.getLogger(__name__)

PACE = 60.0
"""Minimum seconds between two public copies of a job."""

UNSEEN = 3600.0
"""Seconds for which a copy in a channel that the bot can't read is assumed to exist."""

LOOKUP_TIMEOUT = 1.5
"""Seconds to look for a copy, out of the three that Discord waits for a response to the member."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The pictures of a job on their way to another card, which ``user_id`` requested.

    The ``id`` is the job's with a random suffix, so that the files and nonces of two copies never mix.
    """

    id: str
    user_id: int
    card: Card
    extra_messages: tuple[ExtraMessage, ...] = ()

    @classmethod
    def of(cls, job: Job, user_id: int, card: Card) -> Self:
        return cls(new_copy_id(job.id), user_id, card)

    def on_card(self, card: Card) -> Self:
        return replace(self, card=card)

    def with_extra_messages(self, extra_messages: tuple[ExtraMessage, ...]) -> Self:
        """The same copy, with these messages besides the card."""
        return replace(self, extra_messages=extra_messages)


class Copies:
    """Stores where copies were posted, and looks up whether they still exist."""

    def __init__(self, client: discord.Client, posts: Posts, sweeper: Sweeper, clock: Clock) -> None:
        self._client = client
        self._posts = posts
        self._sweeper = sweeper
        self._clock = clock

    async def find(self, job: Job) -> Post | None:
        """The newest copy that still exists. Raises TooSoon if it is gone, but was posted less than ``PACE`` ago."""
        for post in reversed(await self._posts.of_job(job.id)):
            if post.copy and await self._exists(post):
                return post
        last = await self._posts.last_copy(job.id)
        if last and self._is_within(PACE, last):
            raise TooSoon(last.at + PACE)
        return None

    async def add(self, job: Job, card: Card) -> None:
        """Store a public copy, so that Delete finds it and it is not posted again."""
        if card.private or not card.message_id or not card.channel_id:
            return
        now = self._clock.now()
        _log.info("re-posted job %s in guild %s, channel %s", job.id, card.guild_id, card.channel_id)
        post = Post(card.message_id, card.channel_id, card.guild_id, job.id, job.user_id, now, copy=True)
        try:
            await self._posts.add(post)
        except StorageError as error:
            # It is there, and whoever asked for it has it.
            _log.error(
                "message %d with job %s isn't stored, so Delete won't find it: %s", card.message_id, job.id, error
            )

    async def delete(self, job: Job, since: int = 0) -> None:
        """Delete the messages, from the id ``since`` on, of a job that was removed while a copy was on its way."""
        with suppress(StorageError):
            posts = [post for post in await self._posts.of_job(job.id) if post.message_id >= since]
            await self._posts.doom(posts)
            await self._sweeper.sweep(posts)

    async def _exists(self, post: Post) -> bool:
        channel = self._client.get_partial_messageable(post.channel_id)
        try:
            async with asyncio.timeout(LOOKUP_TIMEOUT):
                await channel.fetch_message(post.message_id)
        except discord.HTTPException as error:
            if error.code in GONE:
                await self._posts.settle(post.message_id, Fate.GONE)
                return False
            return self._is_within(UNSEEN, post)
        except NETWORK_ERRORS:
            # Unknown. A link to a copy that is gone does less harm than a second copy.
            return True
        return True

    def _is_within(self, seconds: float, post: Post) -> bool:
        # The absolute value: if the clock was set back, a post seems to be from the future.
        return abs(self._clock.now() - post.at) < seconds
