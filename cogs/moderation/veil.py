"""Blur: puts the pictures of messages behind spoilers, and takes the spoilers off again."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

import discord

from bot.errors import StorageError, StorageUnavailable
from bot.jobs.posts import Post
from bot.jobs.service import JobService
from bot.net.backoff import Backoff, retrying
from bot.runtime.clock import Clock
from bot.servers.store import ServerStore
from cogs.cards.pictures import Item, kept, redrawn
from cogs.cards.shown import ShownFile, files_of, walk
from cogs.jobs.sweeper import may_pass
from cogs.verdicts import GONE

GAP = 1.0
"""Seconds between two edits."""


class Veil:
    """Changes the spoilers of the bot's own messages, and nothing else on them."""

    def __init__(
        self, client: discord.Client, jobs: JobService, rules: ServerStore, backoff: Backoff, clock: Clock
    ) -> None:
        self._client = client
        self._jobs = jobs
        self._rules = rules
        self._backoff = backoff
        self._clock = clock

    async def draw(self, posts: Iterable[Post], *, blurred: bool) -> list[Post]:
        """Blur the messages, or show them as their members wanted; returns those where Discord refuses that."""
        stuck = list[Post]()
        for post in posts:
            spoiler = blurred or await self._was_spoiler(post)
            try:
                await retrying(partial(self._change, post, spoiler=spoiler), may_pass, self._backoff, self._clock)
            except discord.HTTPException as error:
                if error.code not in GONE:
                    stuck.append(post)
            await self._clock.sleep(GAP)
        return stuck

    async def _change(self, post: Post, *, spoiler: bool) -> None:
        channel = self._client.get_partial_messageable(post.channel_id)
        message = await channel.fetch_message(post.message_id)
        if message.author != self._client.user or not _differs(message, spoiler=spoiler):
            return

        def redraw(item: Item, file: ShownFile | None, _: int) -> Item:
            return kept(item, file, item.description, spoiler=spoiler)

        # discord.py only calls ``to_dict`` on an attachment that an edit keeps, and ShownFile has that.
        files = [*files_of(message).values()]
        await message.edit(view=redrawn(message, redraw), attachments=files)  # type: ignore[arg-type]

    async def _was_spoiler(self, post: Post) -> bool:
        """Whether the message is a spoiler without a moderator: by its member's choice, or by the server's rules."""
        with suppress(StorageError):
            job = await self._jobs.find(post.job_id)
            if job and job.card.spoiler:
                return True
        channel = self._client.get_channel(post.channel_id)
        parent_id = channel.parent_id if isinstance(channel, discord.Thread) else None
        with suppress(StorageUnavailable):
            return (await self._rules.get(post.guild_id)).rules.in_channel(post.channel_id, parent_id).spoilers
        return False


def _differs(message: discord.Message, *, spoiler: bool) -> bool:
    galleries = (part for part in walk(message.components) if isinstance(part, discord.MediaGalleryComponent))
    return any(item.spoiler != spoiler for gallery in galleries for item in gallery.items)
