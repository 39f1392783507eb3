"""Deletes messages one after another, slowly enough for Discord's rate limit."""

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
"""Seconds between two deletions, for which Discord has a stricter rate limit than for other requests."""


class Sweeper:
    """Deletes the bot's own messages, which needs no permission beyond seeing the channel."""

    def __init__(self, client: discord.Client, posts: Posts, backoff: Backoff, clock: Clock) -> None:
        self._client = client
        self._posts = posts
        self._backoff = backoff
        self._clock = clock

    async def sweep(self, posts: Iterable[Post]) -> list[Post]:
        """Delete ``posts``, retrying while Discord is down; returns those that Discord does not let the bot delete."""
        stuck = list[Post]()
        for post in posts:
            fate = await self._delete(post)
            # If this can't be stored, the next start deletes the message again and finds it gone.
            with suppress(StorageError):
                await self._posts.settle(post.message_id, fate)
            if fate is Fate.STUCK:
                stuck.append(post)
            await self._clock.sleep(GAP)
        return stuck

    async def _delete(self, post: Post) -> Fate:
        message = self._client.get_partial_messageable(post.channel_id).get_partial_message(post.message_id)
        try:
            await retrying(message.delete, may_pass, self._backoff, self._clock)
        except discord.HTTPException as error:
            return Fate.GONE if error.code in GONE else Fate.STUCK
        return Fate.GONE


def may_pass(error: Exception) -> bool:
    """Whether Discord may accept the same request later."""
    if isinstance(error, discord.HTTPException):
        return error.code not in GONE and judge(error) in {Verdict.DOWN, Verdict.WAIT}
    return isinstance(error, NETWORK_ERRORS)
