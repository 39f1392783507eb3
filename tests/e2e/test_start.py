"""From ``python -m bot`` to a bot that listens."""

import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.runtime import health
from bot.runtime.exit_codes import EXIT_INTERRUPTED
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.standin import DiscordStandIn
from tests.standin.gateway import Gateway
from tests.standin.reply import Payload
from tests.support.process import BotProcess
from tests.support.stage import CLOCK_SPEED, a_stage
from tests.support.waiting import eventually

NO_CONNECTION = "no connection to Discord's gateway"


@pytest.fixture
async def imini() -> AsyncIterator[SandboxImini]:
    async with SandboxImini() as imini:
        yield imini


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    async with DiscordStandIn() as discord:
        yield discord
        assert discord.violations == []


async def test_a_discord_that_is_down_is_waited_for_and_asked_for_its_gateway(
    discord: DiscordStandIn, imini: SandboxImini, tmp_path: Path
) -> None:
    async with BotProcess(discord, imini, tmp_path, clock_speed=CLOCK_SPEED) as bot:
        async with discord.outage() as outage:
            bot.launch()
            await eventually(lambda: outage.hits >= 3)
        await discord.connected()
        assert "/gateway/bot" in {request.path for request in discord.requests}


async def test_ctrl_c_while_the_bot_waits_for_its_database_ends_it_without_a_traceback(
    discord: DiscordStandIn, imini: SandboxImini, tmp_path: Path
) -> None:
    nobody_listens = "postgresql://user:word@127.0.0.1:1/imagine"
    async with BotProcess(discord, imini, tmp_path, DATABASE_URL=nobody_listens) as bot:
        bot.launch()
        await eventually(lambda: "waiting for it before the bot starts" in bot.log, 30)
        bot.send(signal.SIGINT)
        assert await bot.ended() == EXIT_INTERRUPTED


async def refusing(gateway: Gateway) -> None:
    await gateway.main.shut()


async def answering_a_page(gateway: Gateway) -> None:
    gateway.main.status = 200


@pytest.mark.parametrize("trouble", [refusing, answering_a_page], ids=lambda one: one.__name__)
async def test_a_gateway_that_is_down_is_waited_for_while_jobs_go_on(
    tmp_path: Path, trouble: Callable[[Gateway], Awaitable[None]]
) -> None:
    async with a_stage(tmp_path) as stage:
        gateway = stage.discord.gateway
        stage.imini.script["task"].append(Fault(hang=600))
        asked = await stage.accepted()
        await eventually(lambda: not stage.imini.script["task"])
        await stage.bot.kill()
        await trouble(gateway)
        stage.bot.launch()
        await asked.delivered()
        await eventually(lambda: stage.bot.log.count(NO_CONNECTION) >= 3)
        assert health.ask(tmp_path)[0] is False
        gateway.main.status = None
        await gateway.main.open()
        await stage.discord.connected()
        await (await stage.accepted()).delivered()


@pytest.mark.parametrize("code", [4004, 4014])
async def test_a_gateway_that_is_closed_for_good_ends_the_bot_with_one_line(
    discord: DiscordStandIn, imini: SandboxImini, tmp_path: Path, code: int
) -> None:
    async with BotProcess(discord, imini, tmp_path, clock_speed=CLOCK_SPEED) as bot:
        await bot.start()
        await discord.drop_gateway(code)
        assert await bot.ended() == 1
        assert bot.log.count("CRITICAL") == bot.log.count(str(code)) == 1


async def test_a_token_that_discord_refuses_ends_the_start_with_one_line_for_the_host(
    discord: DiscordStandIn, imini: SandboxImini, tmp_path: Path
) -> None:
    async with BotProcess(discord, imini, tmp_path, DISCORD_TOKEN="wrong") as bot:
        bot.launch()
        assert await bot.ended() == 2
        assert bot.log.count("CRITICAL") == bot.log.count("DISCORD_TOKEN") == 1


@pytest.mark.parametrize(
    ("path", "status", "json"),
    [
        ("/users/@me", 404, None),
        ("/users/@me", 200, None),
        ("/users/@me", 200, {"message": "Welcome to nginx"}),
        ("/users/@me", 200, [1, 2]),
        ("/oauth2/applications/@me", 404, {"message": "404: Not Found", "code": 0}),
        ("/oauth2/applications/@me", 200, {"id": "1"}),
    ],
)
async def test_an_address_that_is_not_discord_s_ends_the_start_with_one_line_that_names_the_setting(
    discord: DiscordStandIn, imini: SandboxImini, tmp_path: Path, path: str, status: int, json: Payload | None
) -> None:
    discord.faults.answer("GET", path, status, json, times=None)
    async with BotProcess(discord, imini, tmp_path) as bot:
        bot.launch()
        assert await bot.ended() == 2
        assert bot.log.count("CRITICAL") == bot.log.count("DISCORD_API_URL") == 1


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_a_discord_that_lets_nobody_in_for_a_while_is_waited_for(
    discord: DiscordStandIn, imini: SandboxImini, tmp_path: Path, status: int
) -> None:
    fault = discord.faults.answer("GET", "/users/@me", status, times=3)
    async with BotProcess(discord, imini, tmp_path, clock_speed=CLOCK_SPEED) as bot:
        bot.launch()
        await discord.connected()
        assert fault.spent
        assert "CRITICAL" not in bot.log
