"""Blurs that an earlier process began: what moderators want is carried out, whatever becomes of the process."""

import logging
from typing import Any

import discord

from bot.errors import StorageError
from bot.jobs.posts import Post, Posts
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from bot.servers.act_log import ActLog
from bot.servers.acts import OPEN, Act
from cogs.moderation.targets import ModeratedMessage
from cogs.moderation.veil import Veil

_log = logging.getLogger(__name__)

MESSAGE, CHANNEL = "message", "channel"
"""The details, beside OPEN, of an act that is still to be carried out: the message with which a moderator began."""


def open_details(message: ModeratedMessage, interaction: discord.Interaction[Any]) -> dict[str, object]:
    """What an act needs so that another process can carry it out."""
    return {OPEN: True, MESSAGE: message.message_id, CHANNEL: interaction.channel_id}


class OpenBlurs:
    """Goes on with them, once, when the bot starts. Where another process is at it, nothing changes twice."""

    def __init__(self, client: discord.Client, act_log: ActLog, posts: Posts, veil: Veil, clock: Clock) -> None:
        self._client = client
        self._act_log = act_log
        self._posts = posts
        self._veil = veil
        self._clock = clock

    async def carry_out(self) -> None:
        """Draw the messages of every act that is open as each job is wanted by now."""
        # Threads, whose parents may force spoilers, are known then.
        await self._client.wait_until_ready()
        try:
            for act in await self._act_log.unfinished():
                await self._veil.draw(await self._of(act))
                await self._act_log.finish(act)
        except (StorageError, *NETWORK_ERRORS) as error:
            _log.warning("blurs that were begun earlier wait for the next start: %s %s", type(error).__name__, error)

    async def _of(self, act: Act) -> list[Post]:
        message = ModeratedMessage(act.job_id or "", act.user_id or 0, _id(act.details.get(MESSAGE)))
        posts = await self._posts.of_job(message.job_id)
        channel_id = _id(act.details.get(CHANNEL)) or None
        return message.among_those_in(act.guild_id, channel_id, posts, self._clock.now())


def _id(value: object) -> int:
    return value if isinstance(value, int) else 0
