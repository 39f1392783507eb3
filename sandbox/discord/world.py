"""A world to try the bot in: a Discord in memory, an imini on loopback, and between them the bot that hosts run."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import simcord
from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.app import ImagineBot
from bot.launch import PRODUCT, Factories, launch
from bot.settings import Settings
from sandbox.discord.interactions import complete
from sandbox.discord.realtime import RealTime
from sandbox.discord.unlisted import shown_files_unlisted
from sandbox.discord.uploads import Uploads
from sandbox.imini.server import SandboxImini

SETTLE_TIMEOUT = 2.0
"""Seconds for which SimCord waits until the bot rests after a command."""


class SandboxSettings(Settings):
    """The bot's settings out of nothing but what is given: neither the environment nor ``.env`` has a say."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's signature, here and below
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what the constructor was given, and nothing else."""
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class World:
    """A server with one channel, ``you`` in it, and the bot at work.

    ``now`` gives the bot's time in epoch seconds, ``locale`` is the language of your Discord.
    """

    env: simcord.Env
    bot: ImagineBot
    channel: simcord.ChannelHandle
    you: simcord.MemberActor
    now: Callable[[], float]
    locale: str

    async def beat(self) -> None:
        """Let SimCord catch up; to be called often, as its clock and its timers stop while nobody asks for anything."""
        self.env.backend.advance_clock(max(0.0, time.time() - self.env.now().timestamp()))
        with suppress(TimeoutError, simcord.SetupError):  # the bot is at work, or the page has SimCord's attention
            await self.env.settle(timeout=0)


@asynccontextmanager
async def a_world(
    speed: float, locale: str, confirm_credits: int | None = None, makers: Factories = PRODUCT
) -> AsyncIterator[World]:
    """Start everything, and end it in order; nothing is kept on disk.

    Time passes ``speed`` times as fast for bot and imini; an order above ``confirm_credits`` has to be confirmed.
    """
    real = RealTime(speed)
    with TemporaryDirectory(prefix="imagine-sandbox-") as folder:
        async with (
            SandboxImini(clock=real.clock.now) as imini,
            Uploads() as uploads,
            launch(_settings(imini, uploads, Path(folder), speed, confirm_credits), real.clock, makers) as bot,
            _discord(bot, real) as env,
        ):
            complete(env, uploads, locale)
            world = _populated(env, bot, real, locale)
            await world.beat()
            yield world


@asynccontextmanager
async def _discord(bot: ImagineBot, real: RealTime) -> AsyncIterator[simcord.Env]:
    env = simcord.Env(bot, check_errors=False, settle_timeout=SETTLE_TIMEOUT)
    real.serve(env)
    with shown_files_unlisted():
        await env.start()
        try:
            yield env
        finally:
            await bot.close()
            await env.shutdown()


def _settings(
    imini: SandboxImini, uploads: Uploads, folder: Path, speed: float, confirm_credits: int | None
) -> SandboxSettings:
    return SandboxSettings(
        discord_token=SecretStr("sandbox-token"),
        # SimCord answers REST calls within this process; the address only has to be the one of its files.
        discord_api_url=f"{uploads.origin}/api/v10",
        imini_api_key=SecretStr(imini.key),
        imini_base_url=imini.base_url,
        data_dir=folder,
        confirm_credits=confirm_credits,
        # Painting is not sped up: a minute remains a minute to who waits for it.
        notify_after=timedelta(minutes=speed),
    )


def _populated(env: simcord.Env, bot: ImagineBot, real: RealTime, locale: str) -> World:
    env.backend.edit_bot_profile("Imagine")
    server = env.create_guild("Sandbox")
    channel, you = server.create_text_channel("pictures"), server.add_member(env.create_user("you"))
    return World(env, bot, channel, you, real.clock.now, locale)
