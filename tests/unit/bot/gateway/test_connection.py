"""The loop that keeps the gateway connection, with discord.py and a stand-in on loopback."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import discord
import pytest

from bot.gateway import connection
from tests.standin import DiscordStandIn
from tests.standin.doors import Door
from tests.support.listener import CLOCK_SPEED, Play, playing
from tests.support.sockets import nobody
from tests.support.waiting import eventually


async def shut(door: Door) -> None:
    await door.shut()


async def a_page(door: Door) -> None:
    door.status = 200


async def unavailable(door: Door) -> None:
    door.status = 503


async def silent(door: Door) -> None:
    door.silent = True


Trouble = Callable[[Door], Awaitable[None]]
TROUBLES = pytest.mark.parametrize("trouble", [shut, a_page, unavailable, silent], ids=lambda one: one.__name__)


async def _restore(door: Door) -> None:
    door.status, door.silent = None, False
    await door.open()


@TROUBLES
async def test_a_gateway_that_is_down_at_the_start_is_waited_for(
    stand_in: DiscordStandIn, caplog: pytest.LogCaptureFixture, trouble: Trouble
) -> None:
    await trouble(stand_in.gateway.main)
    async with playing(stand_in) as play:
        await eventually(lambda: caplog.text.count("no connection") >= 2)
        await _restore(play.gateway.main)
        await play.hears()
        assert not play.running.done()


@TROUBLES
async def test_a_session_whose_address_is_dead_is_followed_by_another(play: Play, trouble: Trouble) -> None:
    await trouble(play.gateway.resuming)
    await play.gateway.reconnect()
    await play.discord.until(lambda: play.gateway.identifies == 2)
    await play.hears()


async def test_a_session_is_resumed_where_that_works(play: Play) -> None:
    await play.discord.drop_gateway()
    await play.discord.until(lambda: play.gateway.resumes == 1)
    await play.hears()
    await play.discord.drop_gateway()
    await play.discord.until(lambda: play.gateway.resumes == 2)
    await play.hears()
    assert play.gateway.identifies == 1


async def test_while_nothing_can_be_dialled_the_session_is_kept(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    await play.gateway.main.shut()
    await play.gateway.resuming.shut()
    await play.discord.drop_gateway()
    await eventually(lambda: caplog.text.count("ClientConnectorError") >= 6)
    missed = await play.discord.slash(play.alice, play.channel, "imagine")
    await play.gateway.resuming.open()
    await eventually(lambda: missed.id in play.bot.heard)
    assert (play.gateway.identifies, play.gateway.resumes) == (1, 1)


async def test_troubles_of_the_start_do_not_count_against_the_session(
    stand_in: DiscordStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    await stand_in.gateway.main.shut()
    async with playing(stand_in) as play:
        await eventually(lambda: caplog.text.count("no connection") >= 5)
        await play.gateway.main.open()
        await play.hears()
        await play.gateway.reconnect()
        await play.discord.until(lambda: play.gateway.resumes)
        assert play.gateway.identifies == 1


@pytest.mark.parametrize("address", ["", "banana", "http://[", "ftp://127.0.0.1/", "https://", 7, {}, None], ids=repr)
async def test_an_address_that_is_none_is_not_insisted_on(play: Play, address: object) -> None:
    play.gateway.resume_url = nobody().replace("http", "ws") if address is None else address
    await play.gateway.invalidate()
    await play.discord.until(lambda: play.gateway.identifies == 2)
    await play.hears()
    play.gateway.resume_url = None
    sessions = play.gateway.resumes + play.gateway.identifies
    await play.gateway.reconnect()
    await play.discord.until(lambda: play.gateway.resumes + play.gateway.identifies > sessions)
    await play.hears()


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4001, 4002, 4003, 4005, 4008])
async def test_a_code_that_leaves_the_session_is_followed_by_a_resume(play: Play, code: int) -> None:
    await play.discord.drop_gateway(code)
    await play.discord.until(lambda: play.gateway.resumes)
    await play.hears()


@pytest.mark.parametrize("code", [4007, 4009])
async def test_a_code_that_ends_the_session_is_followed_by_another(play: Play, code: int) -> None:
    await play.discord.drop_gateway(code)
    await play.discord.until(lambda: play.gateway.identifies == 2)
    assert not play.gateway.resumes
    await play.hears()


@pytest.mark.parametrize("code", sorted(connection.FINAL))
async def test_a_code_that_is_final_ends_it(play: Play, code: int) -> None:
    await play.discord.drop_gateway(code)
    with pytest.raises(discord.ConnectionClosed) as end:
        await play.running
    assert end.value.code == code


async def test_a_moved_gateway_is_found(play: Play) -> None:
    door, old = Door(play.gateway.serve), play.gateway.main
    for step in (door.open, old.shut, play.gateway.resuming.shut):
        await step()
    play.gateway.main = door
    await play.discord.drop_gateway()
    await play.discord.until(lambda: play.gateway.identifies == 2)
    await play.hears()
    play.gateway.main = old
    await door.remove()


async def test_while_no_further_session_is_allowed_none_is_begun(stand_in: DiscordStandIn) -> None:
    limit = {"total": 1000, "remaining": 0, "reset_after": 60_000, "max_concurrency": 1}
    answer = {"url": stand_in.gateway.url, "shards": 1, "session_start_limit": limit}
    begin = time.perf_counter()
    with stand_in.faults.answer("GET", "/gateway/bot", 200, answer):
        async with playing(stand_in) as play:
            await play.hears()
    assert time.perf_counter() - begin >= 60 / CLOCK_SPEED


async def test_the_sessions_that_are_begun_are_counted_while_the_api_says_nothing_new(
    stand_in: DiscordStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.gateway.starts.remaining, stand_in.gateway.starts.reset_after = 2, 60_000
    begin = time.perf_counter()
    async with playing(stand_in) as play:
        await play.hears()
        with stand_in.faults.answer("GET", "/gateway/bot", 503, times=None):
            await play.gateway.invalidate()
            await play.discord.until(lambda: play.gateway.identifies == 2)
            stand_in.gateway.starts.remaining = 1  # the day is over
            await play.gateway.invalidate()
            await play.discord.until(lambda: play.gateway.identifies == 3)
            assert time.perf_counter() - begin >= 60 / CLOCK_SPEED
    assert caplog.text.count("session start limit is reached") == 1


@pytest.mark.parametrize("cause", ["freeze", "acknowledging"])
async def test_a_connection_without_acknowledgement_is_left(play: Play, cause: str) -> None:
    await eventually(lambda: play.bot.gateway.silence < connection.SILENCE / 2)
    if cause == "freeze":
        play.gateway.freeze()
    else:
        play.gateway.acknowledging = False
    await eventually(lambda: play.bot.gateway.silence >= connection.SILENCE)
    await play.discord.until(lambda: play.gateway.resumes)
    play.gateway.acknowledging = True
    await eventually(lambda: play.bot.gateway.silence < connection.SILENCE / 2)
    await play.hears()


async def test_a_bot_that_is_closed_dials_no_more(play: Play) -> None:
    await play.gateway.main.shut()
    await play.gateway.resuming.shut()
    await play.bot.close()
    await asyncio.wait_for(play.running, 2)
