"""A bot with nothing but a gateway, connected to a stand-in on loopback. A minute takes 0.3 s."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
from discord.ext import commands

from bot.cluster.sharding import AllShards, IdentifyPace, LocalPace, Slots
from bot.gateway import discord_internals, dispatches
from bot.gateway.gateway import Gateway
from bot.gateway.seen import Seen
from tests.standin import Channel, DiscordStandIn, User
from tests.standin.gateway import Gateway as Stage
from tests.standin.plainbot import PlainBot
from tests.standin.sharding import IDENTIFY_GAP
from tests.support.fast_clock import FastClock
from tests.support.waiting import eventually

CLOCK_SPEED = 200.0
DIAL_TIMEOUT = 0.3

HEARTBEAT = 41.25 / CLOCK_SPEED
"""Real seconds between two heartbeats."""


class Listener(commands.AutoShardedBot):
    """A bot that records the interactions it receives."""

    def __init__(self, pace: IdentifyPace | None = None, slots: Slots | None = None) -> None:
        intents = discord.Intents(guilds=True)
        super().__init__(commands.when_mentioned, intents=intents, guild_ready_timeout=0)
        discord_internals.adapt_requests(self)
        dispatches.guard(self, Seen())
        self.heard: list[str] = []
        clock = FastClock(CLOCK_SPEED, time.time()).clock
        self.gateway = Gateway(self, slots or AllShards(), pace or LocalPace(clock), clock, DIAL_TIMEOUT)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - discord.py's own
        """Wait for the shard's turn, as the bot does."""
        if shard_id is not None:
            await self.gateway.turn(shard_id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        self.heard.append(str(interaction.id))


@dataclass(slots=True)
class Play:
    """A Discord, the bot connected to it, and a member who runs commands."""

    discord: DiscordStandIn
    bot: Listener
    channel: Channel
    alice: User
    running: "asyncio.Task[None]"

    @property
    def gateway(self) -> Stage:
        """Discord's side of the gateway."""
        return self.discord.gateway

    async def hears(self, shard: int = 0, count: int = 1) -> None:
        """Once the bot listens on this shard, check that it receives a command there."""
        await self.discord.until(lambda: (shard, count) in self.gateway.listening, 10)
        command = await self.discord.slash(self.alice, self.channel_on(shard, count), "imagine")
        await eventually(lambda: command.id in self.bot.heard)

    def channel_on(self, shard: int, count: int) -> Channel:
        """A channel in a server of this shard: the first server's, if that is one."""
        guild = self.channel.guild
        if guild and (int(guild.id) >> 22) % count == shard:
            return self.channel
        world = self.discord.world
        return world.add_channel(world.add_guild("Studio", shard=(shard, count)), "art")


@asynccontextmanager
async def a_discord() -> AsyncIterator[DiscordStandIn]:
    """A Discord with a registered command. At the end no rule may have been broken."""
    async with (
        DiscordStandIn(heartbeat=HEARTBEAT, identify_gap=IDENTIFY_GAP / CLOCK_SPEED) as discord,
        PlainBot(discord) as registering,
    ):
        await registering.register()
        yield discord
        assert discord.violations == []


@asynccontextmanager
async def playing(
    stand_in: DiscordStandIn, pace: IdentifyPace | None = None, slots: Slots | None = None
) -> AsyncIterator[Play]:
    """The bot is connected until the end of the block; without ``pace``, it starts its sessions as fast as it may."""
    channel = stand_in.world.add_channel(stand_in.world.add_guild("Studio"), "art")
    discord_internals.use_api(stand_in.api_url)
    async with Listener(pace, slots) as bot:
        await bot.login(stand_in.token)
        await bot.gateway.look_up()
        running = asyncio.create_task(bot.gateway.run())
        yield Play(stand_in, bot, channel, stand_in.world.add_user("alice"), running)
        await bot.close()
        running.cancel()
        await asyncio.wait({running})
