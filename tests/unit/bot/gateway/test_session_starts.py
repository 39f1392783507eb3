"""The limits on new sessions, as the stand-in's API states them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest

from bot.cluster.sharding import LocalPace
from bot.gateway import discord_internals, one_try
from bot.gateway.session_starts import SessionStarts
from tests.standin import DiscordStandIn
from tests.support.clock import FakeClock
from tests.support.waiting import eventually

TIMEOUT = 5.0


@asynccontextmanager
async def _starts(stand_in: DiscordStandIn, clock: FakeClock, **shards: Any) -> AsyncIterator[SessionStarts]:
    discord_internals.use_api(stand_in.api_url)
    async with discord.AutoShardedClient(intents=discord.Intents(guilds=True), **shards) as client:
        discord_internals.adapt_requests(client, one_try.checked)
        await client.http.static_login(stand_in.token)
        yield SessionStarts(client, LocalPace(clock.clock), clock.clock, TIMEOUT)


@pytest.fixture
async def starts(stand_in: DiscordStandIn, clock: FakeClock) -> AsyncIterator[SessionStarts]:
    async with _starts(stand_in, clock) as starts:
        yield starts


def _asked(stand_in: DiscordStandIn) -> int:
    return sum(request.path == "/gateway/bot" for request in stand_in.requests)


async def test_one_question_serves_all_shards_that_fail_together(
    stand_in: DiscordStandIn, starts: SessionStarts, clock: FakeClock
) -> None:
    await starts.look_up()
    for _ in range(3):
        await starts.refresh()
    assert _asked(stand_in) == 1
    clock.advance(5)
    await starts.refresh()
    assert _asked(stand_in) == 2


async def test_an_api_that_does_not_answer_leaves_what_it_said_before(
    stand_in: DiscordStandIn, starts: SessionStarts, clock: FakeClock
) -> None:
    stand_in.gateway.shards = 7
    await starts.look_up()
    clock.advance(5)
    with stand_in.faults.answer("GET", "/gateway/bot", 404, times=None) as fault:
        await starts.refresh()
        assert fault.hits
    assert starts.recommended == 7


async def test_shards_of_one_bucket_dial_one_by_one_and_those_of_others_at_once(
    stand_in: DiscordStandIn, starts: SessionStarts
) -> None:
    stand_in.gateway.starts.max_concurrency = 2
    await starts.look_up()
    dialling: list[int] = []

    async def dials(shard_id: int, done: asyncio.Event) -> None:
        async with starts.line(shard_id):
            dialling.append(shard_id)
            await done.wait()
            dialling.remove(shard_id)

    ends = [asyncio.Event() for _ in range(4)]
    tasks = [asyncio.create_task(dials(shard_id, end)) for shard_id, end in enumerate(ends)]
    for expected in ([0, 1], [1, 2], [2, 3], [3], []):
        for _ in range(5):
            await asyncio.sleep(0)
        assert dialling == expected
        if expected:
            ends[expected[0]].set()
    await asyncio.gather(*tasks)


async def test_when_no_session_is_left_the_next_waits_for_the_reset(
    stand_in: DiscordStandIn, starts: SessionStarts, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    limits = stand_in.gateway.starts
    limits.remaining, limits.reset_after = 2, 3_600_000
    await starts.look_up()
    for _ in range(2):
        await starts.admit()
    assert clock.sleeps == []
    limits.remaining = 1000
    for _ in range(2):
        await starts.admit()
    assert clock.sleeps == [3600]
    assert caplog.text.count("session start limit is reached; next session in 3600 s") == 1


async def test_a_limit_that_another_process_used_up_is_waited_for_again(
    stand_in: DiscordStandIn, starts: SessionStarts, clock: FakeClock
) -> None:
    limits = stand_in.gateway.starts
    limits.remaining, limits.reset_after = 0, 60_000
    await starts.look_up()
    beginning = asyncio.create_task(starts.admit())
    await eventually(lambda: len(clock.sleeps) >= 2)
    limits.remaining = 1
    await asyncio.wait_for(beginning, TIMEOUT)
    assert set(clock.sleeps) == {60}


async def test_a_limit_that_is_reset_already_is_not_waited_for(stand_in: DiscordStandIn, starts: SessionStarts) -> None:
    stand_in.gateway.starts.remaining = 0
    await starts.look_up()
    async with asyncio.timeout(TIMEOUT):
        await starts.admit()
    assert _asked(stand_in) == 1


async def test_sessions_that_others_started_since_the_last_answer_count(
    stand_in: DiscordStandIn, starts: SessionStarts, clock: FakeClock
) -> None:
    await starts.look_up()
    clock.advance(60)
    stand_in.gateway.starts.remaining, stand_in.gateway.starts.reset_after = 0, 60_000
    waiting = asyncio.create_task(starts.admit())
    await eventually(lambda: 60 in clock.sleeps)
    stand_in.gateway.starts.remaining = 1000
    await asyncio.wait_for(waiting, TIMEOUT)


async def test_a_limit_that_was_to_reset_long_ago_holds_nobody_up_while_the_api_is_down(
    stand_in: DiscordStandIn, starts: SessionStarts, clock: FakeClock
) -> None:
    stand_in.gateway.starts.remaining, stand_in.gateway.starts.reset_after = 1, 3_600_000
    await starts.look_up()
    await starts.admit()
    clock.advance(3601)
    with stand_in.faults.answer("GET", "/gateway/bot", 503, times=None) as fault:
        await asyncio.wait_for(starts.admit(), TIMEOUT)
        assert fault.hits == 1
    assert clock.sleeps == []


async def test_what_other_processes_may_be_about_to_start_is_left_to_them(
    stand_in: DiscordStandIn, clock: FakeClock
) -> None:
    async with _starts(stand_in, clock, shard_count=3, shard_ids=[1]) as starts:
        limits = stand_in.gateway.starts
        limits.remaining, limits.reset_after = 5, 60_000
        await starts.look_up()
        await starts.admit()
        assert clock.sleeps == []
        limits.remaining = 1000
        await starts.admit()
        assert clock.sleeps == [60]
