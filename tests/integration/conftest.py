"""The bot of these tests and its surroundings. Time stands still until a test calls ``studio.time.advance``.

``@pytest.mark.settings(quota_credits=2)`` gives the bot settings other than the defaults.
"""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import pytest
import simcord
from discord import app_commands
from pydantic import SecretStr

import cogs
from bot.app import ImagineBot, Load
from bot.errors import UserError
from bot.launch import Factories, launch
from bot.runtime.clock import Clock
from cogs.memory.stores import Memory
from sandbox.discord.command_permissions import command_permissions_listed
from sandbox.discord.interactions import complete
from sandbox.discord.ownership import application_owned_by
from sandbox.discord.unlisted import shown_files_unlisted
from sandbox.discord.uploads import Uploads
from sandbox.discord.world import SandboxSettings
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.integration.cards import shown
from tests.integration.people import HOST
from tests.integration.studio import Studio
from tests.support.databases import RecordingDatabase
from tests.support.imaging import InThread
from tests.support.library import keep_addresses
from tests.support.limits import violations
from tests.support.locales import CATALOGS
from tests.support.payloads import keep_payloads
from tests.support.pictures import png
from tests.support.simtime import SimTime, check_often
from tests.support.stage import Standing

NOTHING: Mapping[str, Any] = {}


class Restart(Protocol):
    """Replaces the bot with another one that has ``changes`` in its settings."""

    async def __call__(self, **changes: Any) -> None:
        """Return once the new bot is ready."""


class Remake(Protocol):
    """Replaces the bot with one that has other ``parts``; a restart after that has the usual ones."""

    async def __call__(self, **parts: Any) -> None:
        """Return once the new bot is ready. The names of the parts are those of ``Factories``."""


@dataclass(frozen=True, slots=True)
class Host:
    """Runs one bot at a time."""

    settings: SandboxSettings
    clock: Clock
    factories: Factories
    parts: AsyncExitStack

    async def compose(self, parts: Mapping[str, Any] = NOTHING, **changes: Any) -> ImagineBot:
        """Another bot, with other parts and settings. The one before loses its parts at once, as if it was killed."""
        await self.parts.aclose()
        settings, factories = self.settings.model_copy(update=changes), replace(self.factories, **parts)
        return await self.parts.enter_async_context(launch(settings, self.clock, factories))


def remembering(**stores: Any) -> Load:
    """Adds the cogs to a bot that starts with these ``stores``."""

    async def set_up(bot: ImagineBot, _: str) -> None:
        services, runtime = bot.services, bot.services.runtime
        memory = Memory.empty(runtime.clock, services.images.selections, runtime.cluster.notices)
        await cogs.setup(bot, replace(memory, **stores), CATALOGS)

    return set_up


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker of this folder."""
    config.addinivalue_line("markers", "settings(**values): settings of the bot that differ from the defaults")


@pytest.fixture
def time() -> SimTime:
    """The time of the bot, Discord and imini."""
    return SimTime()


@pytest.fixture
async def imini(time: SimTime) -> AsyncIterator[SandboxImini]:
    """An imini whose pictures are all the same file, as painting one takes half a second."""
    async with SandboxImini(clock=time.now, rng=random.Random(1)) as imini:  # noqa: S311 - no secrets
        imini.script["file"] = Standing([Fault(body=png())])
        yield imini


SMALL_PRICES: dict[str, Any] = {
    "quota_credits": 50,
    "quota_cost_1k": (1, 1, 2),
    "quota_cost_2k": (1, 2, 4),
    "quota_cost_4k": (2, 4, 8),
}
"""Prices that are easy to add up; a medium picture costs one credit."""


@pytest.fixture
async def uploads() -> AsyncIterator[Uploads]:
    """The server of attached files."""
    async with Uploads() as uploads:
        yield uploads


@pytest.fixture
def settings(imini: SandboxImini, uploads: Uploads, tmp_path: Path, request: pytest.FixtureRequest) -> SandboxSettings:
    """The bot's settings: its connections, and those of the test's marker."""
    marker = request.node.get_closest_marker("settings")
    chosen: dict[str, Any] = SMALL_PRICES | {"alerts": "off"} | (marker.kwargs if marker else {})
    return SandboxSettings(
        discord_token=SecretStr("a-token"),
        discord_api_url=f"{uploads.origin}/api/v10",
        imini_api_key=SecretStr(imini.key),
        imini_base_url=imini.base_url,
        data_dir=tmp_path,
        **chosen,
    )


@pytest.fixture
def databases() -> list[RecordingDatabase]:
    """The opened databases, newest last."""
    return []


@pytest.fixture
def factories(databases: list[RecordingDatabase], monkeypatch: pytest.MonkeyPatch) -> Factories:
    """Parts that share what takes longer than a test: catalogues, translated commands, imported cogs.

    The cogs are not loaded as an extension, which would import them again.
    """

    def database(path: Path, clock: Clock) -> RecordingDatabase:
        databases.append(RecordingDatabase(path, clock))
        return databases[-1]

    keep_payloads(monkeypatch)
    return Factories(image_process=InThread, database=database, load=remembering())


@pytest.fixture
async def host(
    settings: SandboxSettings,
    time: SimTime,
    factories: Factories,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Host]:
    keep_addresses(monkeypatch)
    async with AsyncExitStack() as parts:
        yield Host(settings, time.clock, factories, parts)


@pytest.fixture
async def simcord_bot(host: Host) -> ImagineBot:
    """The bot, composed as for a host."""
    return await host.compose()


@pytest.fixture
async def simcord_env(
    simcord_bot: ImagineBot, time: SimTime, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[simcord.Env]:
    """Discord with the bot. It must close cleanly, raise nothing but user errors, and keep Discord's limits."""
    check_often(monkeypatch)
    env = simcord.Env(simcord_bot)
    time.follow(env)
    with shown_files_unlisted(), command_permissions_listed(), application_owned_by(env.create_user(HOST)):
        await env.start()
        complete(env, uploads)
        yield env
        if not env.bot.is_closed():
            await env.bot.close()
        await env.shutdown()
    assert [error for error in env.errors if not isinstance(_cause(error), UserError)] == []
    assert [fault for components in shown(env) for fault in violations(components)] == []


@pytest.fixture
def studio(simcord_env: simcord.Env, imini: SandboxImini, time: SimTime, databases: list[RecordingDatabase]) -> Studio:
    """A server with a channel and a member."""
    guild = simcord_env.create_guild("Studio")
    alice = guild.add_member(simcord_env.create_user("alice"))
    return Studio(simcord_env, imini, guild, guild.create_text_channel("art"), alice, time, databases)


@pytest.fixture
def restart(simcord_env: simcord.Env, host: Host) -> Restart:
    """Starts another bot over the same data."""

    async def restart(**changes: Any) -> None:
        await simcord_env.restart_bot(await host.compose(**changes))

    return restart


@pytest.fixture
def remake(simcord_env: simcord.Env, host: Host) -> Remake:
    """Starts another bot that is made of other parts, over the same data."""

    async def remake(**parts: Any) -> None:
        await simcord_env.restart_bot(await host.compose(parts))

    return remake


def _cause(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error
