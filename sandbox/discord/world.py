"""Everything in one process: a Discord in memory, an imini on loopback, and the real bot."""

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
from cogs.i18n.catalog import DEFAULT_LOCALE, Catalogs
from sandbox.discord.command_permissions import command_permissions_listed
from sandbox.discord.env import PromptEnv
from sandbox.discord.interactions import complete
from sandbox.discord.ownership import application_owned_by
from sandbox.discord.realtime import RealTime
from sandbox.discord.unlisted import shown_files_unlisted
from sandbox.discord.uploads import Uploads
from sandbox.discord.views import View, open_views
from sandbox.imini.server import SandboxImini

IMINI_TIMEOUT = timedelta(seconds=60)
"""How long the bot waits for an answer of imini's, in its own time."""

SHORTEST_TIMEOUT = timedelta(seconds=1)
"""As long as an upload may take on a slow machine."""

SETTLE_TIMEOUT = 2.0
"""Seconds that the bot has to answer a command."""


class SandboxSettings(Settings):
    """The bot's settings from arguments alone: the environment and ``.env`` are ignored."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's signature, here and below
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class World:
    """A server with one channel, the bot, and ``you`` as its member, who also hosts the bot.

    ``views`` are of all whom one can look through. ``now`` returns the bot's time in epoch seconds, which runs
    ``speed`` times as fast as real time; ``locale`` is the language of the server and of everyone's client.
    """

    env: simcord.Env
    bot: ImagineBot
    channel: simcord.ChannelHandle
    you: simcord.MemberActor
    views: tuple[View, ...]
    now: Callable[[], float]
    speed: float
    locale: str

    async def tick(self) -> None:
        """Move SimCord's clock on. Call it often: between calls that clock and its timers stand still."""
        _set_clock(self.env)
        with suppress(TimeoutError, simcord.SetupError):  # the bot, or the page, is busy
            await self.env.settle(timeout=0)


@asynccontextmanager
async def open_world(
    speed: float, locale: str, confirm_credits: int | None = None, factories: Factories = PRODUCT
) -> AsyncIterator[World]:
    """Start everything, and stop it in order; nothing stays on disk.

    Time runs ``speed`` times as fast for bot and imini; a job above ``confirm_credits`` asks for confirmation.
    """
    real = RealTime(speed)
    with TemporaryDirectory(prefix="imagine-sandbox-") as folder:
        async with (
            SandboxImini(clock=real.clock.now, pace=speed) as imini,
            Uploads() as uploads,
            launch(
                _settings(imini, uploads, Path(folder), speed, locale, confirm_credits), real.clock, factories
            ) as bot,
            _discord(bot, real) as (env, host),
        ):
            complete(env, uploads, locale, speed)
            world = _populate(env, bot, host, real, locale)
            await world.tick()
            yield world


def _set_clock(env: simcord.Env) -> None:
    """Move SimCord's clock on to the present."""
    env.backend.advance_clock(max(0.0, time.time() - env.now().timestamp()))


@asynccontextmanager
async def _discord(bot: ImagineBot, real: RealTime) -> AsyncIterator[tuple[simcord.Env, simcord.UserHandle]]:
    """Discord with the bot in it, and the user who hosts the bot."""
    env = PromptEnv(bot, check_errors=False, settle_timeout=SETTLE_TIMEOUT)
    real.attach(env)
    # SimCord's clock starts in the past: accounts made then are old enough for most minimum ages.
    _set_clock(env)
    host = env.create_user("you")
    with shown_files_unlisted(), command_permissions_listed(), application_owned_by(host):
        await env.start()
        try:
            yield env, host
        finally:
            await bot.close()
            await env.shutdown()


def _settings(
    imini: SandboxImini, uploads: Uploads, folder: Path, speed: float, locale: str, confirm_credits: int | None
) -> SandboxSettings:
    return SandboxSettings(
        discord_token=SecretStr("sandbox-token"),
        # SimCord handles REST calls in this process; the URL only has to have the origin of its files.
        discord_api_url=f"{uploads.origin}/api/v10",
        imini_api_key=SecretStr(imini.key),
        imini_base_url=imini.base_url,
        data_dir=folder,
        alert_language=locale if Catalogs.load().speaks(locale) else DEFAULT_LOCALE,
        confirm_credits=confirm_credits,
        # Counted in real time, as every wait for the network is.
        imini_timeout=max(SHORTEST_TIMEOUT, IMINI_TIMEOUT / speed),
        # In real time: a minute stays a minute for whoever waits, whatever the speed.
        notify_after=timedelta(minutes=speed),
    )


def _populate(env: simcord.Env, bot: ImagineBot, host: simcord.UserHandle, real: RealTime, locale: str) -> World:
    env.backend.edit_bot_profile("Imagine")
    server = env.create_guild("Sandbox", preferred_locale=locale)
    channel, you = server.create_text_channel("pictures"), server.add_member(host)
    return World(env, bot, channel, you, open_views(env, server, channel, you), real.clock.now, real.speed, locale)
