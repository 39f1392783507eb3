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
from bot.servers.act_log import ActLog
from bot.servers.acts import EVERYWHERE
from bot.servers.store import ServerStore
from cogs.cards.pictures import Item, kept, redrawn
from cogs.cards.shown import ShownFile, files_of, walk
from cogs.discord_numbers import TOO_MANY_OLD_EDITS
from cogs.jobs.sweeper import may_pass
from cogs.verdicts import GONE

GAP = 1.0
"""Seconds between two edits."""


class Veil:
    """Changes the spoilers of the bot's own messages, and nothing else on them."""

    def __init__(
        self,
        client: discord.Client,
        jobs: JobService,
        rules: ServerStore,
        act_log: ActLog,
        backoff: Backoff,
        clock: Clock,
    ) -> None:
        self._client = client
        self._act_log = act_log
        self._jobs = jobs
        self._rules = rules
        self._backoff = backoff
        self._clock = clock

    async def draw(self, posts: Iterable[Post]) -> list[Post]:
        """Blur the messages of jobs that are blurred, and show the others as their members wanted.

        Returns those where Discord refuses that.
        """
        stuck = list[Post]()
        for post in posts:
            try:
                await retrying(partial(self._change, post), _may_pass, self._backoff, self._clock)
            except discord.HTTPException as error:
                if error.code not in GONE:
                    stuck.append(post)
            await self._clock.sleep(GAP)
        return stuck

    async def _change(self, post: Post) -> None:
        channel = self._client.get_partial_messageable(post.channel_id)
        message = await channel.fetch_message(post.message_id)
        # Asked for each message anew: of two moderators, or two presses, the last one wins.
        spoiler = await self._is_blurred(post) or await self._was_spoiler(post)
        if message.author != self._client.user or not _differs(message, spoiler=spoiler):
            return

        def redraw(item: Item, file: ShownFile | None, _: int) -> Item:
            return kept(item, file, item.description, spoiler=spoiler)

        # discord.py only calls ``to_dict`` on an attachment that an edit keeps, and ShownFile has that.
        files = [*files_of(message).values()]
        await message.edit(view=redrawn(message, redraw), attachments=files)  # type: ignore[arg-type]

    async def _is_blurred(self, post: Post) -> bool:
        # While that can't be read, nothing is uncovered.
        with suppress(StorageError):
            return post.job_id in (await self._act_log.moderated(post.guild_id or EVERYWHERE)).blurred
        return True

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


def _may_pass(error: Exception) -> bool:
    """Whether Discord may accept the edit later; it limits those of old messages."""
    return may_pass(error) or (isinstance(error, discord.HTTPException) and error.code == TOO_MANY_OLD_EDITS)


def _differs(message: discord.Message, *, spoiler: bool) -> bool:
    galleries = (part for part in walk(message.components) if isinstance(part, discord.MediaGalleryComponent))
    return any(item.spoiler != spoiler for gallery in galleries for item in gallery.items)
