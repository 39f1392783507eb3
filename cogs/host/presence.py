"""The bot's presence: while the host has paused the bot, it says so."""

import asyncio
import logging

import discord
from discord.ext import commands

from bot.errors import StorageUnavailable
from bot.host.decisions import Pause
from bot.host.store import HostStore
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from cogs.i18n.markdown import plain, shorten
from cogs.i18n.translator import Translator

_log = logging.getLogger(__name__)

STATUS_LIMIT = 128
"""Characters of a custom status (https://discord.com/developers/docs/events/gateway-events#activity-object)."""


class Presence(commands.Cog):
    """Shows a pause on all shards of this process, from when it is known until it is over."""

    def __init__(
        self, bot: commands.AutoShardedBot, host: HostStore, t: Translator, tasks: BackgroundTasks, clock: Clock
    ) -> None:
        self._bot = bot
        self._host = host
        self._t = t
        self._tasks = tasks
        self._clock = clock
        self._following: asyncio.Task[None] | None = None
        host.subscribe(self.follow)

    @commands.Cog.listener()
    async def on_shard_ready(self, _: int) -> None:
        """Show it once more: a new session has no presence."""
        self.follow()

    def follow(self) -> None:
        """Show what the host has decided, and that it is over once it is."""
        if self._following:
            self._following.cancel()
        self._following = self._tasks.start(self._follow(), "presence")

    async def _follow(self) -> None:
        try:
            pause = (await self._host.get()).pause_at(self._clock.now())
            await self._show(pause)
            if pause and pause.until:
                await self._clock.sleep(max(0.0, pause.until - self._clock.now()))
                await self._show(None)
        except StorageUnavailable as error:
            _log.warning("couldn't read whether the bot is paused, so its presence stays: %s", error.__cause__)

    async def _show(self, pause: Pause | None) -> None:
        reason = plain(pause.reason) if pause else ""
        said = self._t("presence-paused", reason=reason) if reason else self._t("presence-open")
        activity = discord.CustomActivity(shorten(said, STATUS_LIMIT)) if pause else None
        status = discord.Status.idle if pause else discord.Status.online
        for shard_id, shard in self._bot.shards.items():
            if not shard.is_closed():
                try:
                    await self._bot.change_presence(activity=activity, status=status, shard_id=shard_id)
                except (discord.ConnectionClosed, *NETWORK_ERRORS):
                    _log.info("shard %d will show the presence once it reconnects", shard_id)
