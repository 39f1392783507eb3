"""The copies of a job's pictures, of which there is one at a time: noted, looked for, taken back."""

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
"""Seconds from one copy of a job to the next at the least."""

UNSEEN = 3600.0
"""Seconds for which a copy that the bot can't look for counts as being there."""

PATIENCE = 1.5
"""Seconds to look for a copy: the member's own interaction has to be answered within three."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The pictures of a job on their way to a further card, which ``user_id`` requested.

    Its ``id`` is that of the job and something of its own: the same job may be on its way to several cards.
    """

    id: str
    user_id: int
    card: Card
    extra_messages: tuple[ExtraMessage, ...] = ()

    @classmethod
    def of(cls, job: Job, user_id: int, card: Card) -> Self:
        """A copy of ``job`` for ``user_id``, to be shown on ``card``."""
        return cls(new_copy_id(job.id), user_id, card)

    def on_card(self, card: Card) -> Self:
        """The same copy, shown on ``card``."""
        return replace(self, card=card)

    def with_extra_messages(self, extra_messages: tuple[ExtraMessage, ...]) -> Self:
        """The same copy, with these messages besides the card."""
        return replace(self, extra_messages=extra_messages)


class Copies:
    """Knows where copies were posted, and looks whether they are still there."""

    def __init__(self, client: discord.Client, posts: Posts, sweeper: Sweeper, clock: Clock) -> None:
        self._client = client
        self._posts = posts
        self._sweeper = sweeper
        self._clock = clock

    async def there(self, job: Job) -> Post | None:
        """The newest copy that is still there. Raises TooSoon where the last one is gone, but was posted just now."""
        for post in reversed(await self._posts.of_job(job.id)):
            if post.copy and await self._exists(post):
                return post
        last = await self._posts.last_copy(job.id)
        if last and self._is_within(PACE, last):
            raise TooSoon(last.at + PACE)
        return None

    async def note(self, job: Job, shown: Card) -> None:
        """Write down that a copy is there, so that it is found by who deletes, and not posted a second time."""
        if shown.private or not shown.message_id or not shown.channel_id:
            return
        now = self._clock.now()
        _log.info("job %s is shown again in guild %s, channel %s", job.id, shown.guild_id, shown.channel_id)
        post = Post(shown.message_id, shown.channel_id, shown.guild_id, job.id, job.user_id, now, copy=True)
        with suppress(StorageError):
            await self._posts.add(post)

    async def take_back(self, job: Job) -> None:
        """Delete what came out although somebody has deleted the job meanwhile."""
        with suppress(StorageError):
            late = await self._posts.of_job(job.id)
            await self._posts.doom(late)
            await self._sweeper.sweep(late)

    async def _exists(self, post: Post) -> bool:
        channel = self._client.get_partial_messageable(post.channel_id)
        try:
            async with asyncio.timeout(PATIENCE):
                await channel.fetch_message(post.message_id)
        except discord.HTTPException as error:
            if error.code in GONE:
                await self._posts.settle(post.message_id, Fate.GONE)
                return False
            return self._is_within(UNSEEN, post)
        except NETWORK_ERRORS:
            return True
        return True

    def _is_within(self, seconds: float, post: Post) -> bool:
        """Whether it was posted so many seconds ago at the most; not in the future, as after a clock was set back."""
        return abs(self._clock.now() - post.at) < seconds
