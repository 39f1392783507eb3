"""Deletes doomed messages in the background, one after the other and not too fast."""

from collections.abc import Iterable
from contextlib import suppress

import discord

from bot.errors import StorageError
from bot.jobs.posts import Fate, Post, Posts
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.verdicts import GONE, Verdict, judge

GAP = 1.0
"""Seconds between two deletions: Discord allows fewer of them than of other requests."""


class Sweeper:
    """Deletes posts as the bot, which Discord lets it do wherever it can see them."""

    def __init__(self, client: discord.Client, posts: Posts, backoff: Backoff, clock: Clock) -> None:
        self._client = client
        self._posts = posts
        self._backoff = backoff
        self._clock = clock

    async def sweep(self, posts: Iterable[Post]) -> int:
        """Delete ``posts``, waiting for a Discord that is down; returns how many it does not let the bot delete."""
        stuck = 0
        for post in posts:
            fate = await self._delete(post)
            # Not written down, it is tried again by the next run, which finds it gone.
            with suppress(StorageError):
                await self._posts.settle(post.message_id, fate)
            stuck += fate is Fate.STUCK
            await self._clock.sleep(GAP)
        return stuck

    async def _delete(self, post: Post) -> Fate:
        message = self._client.get_partial_messageable(post.channel_id).get_partial_message(post.message_id)
        try:
            await retrying(message.delete, _may_pass, self._backoff, self._clock)
        except discord.HTTPException as error:
            return Fate.GONE if error.code in GONE else Fate.STUCK
        return Fate.GONE


def _may_pass(error: Exception) -> bool:
    """Whether the same deletion may work later."""
    if isinstance(error, discord.HTTPException):
        return error.code not in GONE and judge(error) in {Verdict.DOWN, Verdict.WAIT}
    return isinstance(error, NETWORK_ERRORS)
