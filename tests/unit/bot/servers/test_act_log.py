"""Acts: stored, told once, and what they say of jobs is right in every process."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.cluster.signals import NO_SIGNALS
from bot.errors import DatabaseAway, SaveFailed, StorageUnavailable
from bot.runtime.clock import Clock
from bot.servers.act_log import ActKind, ActLog, Moderated
from bot.servers.acts import Act
from bot.servers.blocks import Blocks
from bot.servers.store import ServerStore
from bot.storage.servers.acts import SqlActs
from bot.storage.servers.blocks import SqlBlocks
from bot.storage.servers.rules import SqlServerRules
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.shared import wired

SERVER, ALICE, MODERATOR = 1, 2, 4
FIRST, SECOND = "0a1b2c3d4e", "1a1b2c3d4e"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    async with SqliteDatabase(tmp_path / "imagine.db", Clock()) as database:
        yield database


async def test_what_one_process_does_to_jobs_the_others_know(database: SqliteDatabase, clock: FakeClock) -> None:
    here, there = (ActLog(SqlActs(database), signals, clock.clock) for signals in wired(2))
    assert await there.moderated(SERVER) == Moderated()
    for kind, job_id, blurred, removed in (
        (ActKind.BLUR, FIRST, {FIRST}, set[str]()),
        (ActKind.BLUR, SECOND, {FIRST, SECOND}, set[str]()),
        (ActKind.UNBLUR, FIRST, {SECOND}, set[str]()),
        (ActKind.REMOVE, SECOND, {SECOND}, {SECOND}),
        (ActKind.BLUR, FIRST, {FIRST, SECOND}, {SECOND}),
    ):
        clock.advance(1)
        await here.record(kind, SERVER, MODERATOR, user_id=ALICE, job_id=job_id)
        for act_log in (here, there):
            assert await act_log.moderated(SERVER) == Moderated(frozenset(blurred), frozenset(removed))
    assert await there.moderated(SERVER + 1) == Moderated()


async def test_each_stored_act_is_told_once_whoever_stores_it(database: SqliteDatabase, clock: FakeClock) -> None:
    told = list[Act]()
    act_log = ActLog(SqlActs(database), NO_SIGNALS, clock.clock)
    act_log.on_act(told.append)
    blocks = Blocks(SqlBlocks(database), NO_SIGNALS, clock.clock, tell=act_log.tell)
    rules = ServerStore(SqlServerRules(database), NO_SIGNALS, clock.clock, tell=act_log.tell)
    await blocks.block(SERVER, ALICE, MODERATOR, None, "")
    clock.advance(1)
    await blocks.unblock(SERVER, ALICE, MODERATOR)
    await blocks.unblock(SERVER, ALICE, MODERATOR)
    clock.advance(1)
    await rules.change(SERVER, MODERATOR, lambda current: current.changed(log_channel=5))
    await rules.change(SERVER, MODERATOR, lambda current: current)
    clock.advance(1)
    await act_log.record(ActKind.BLUR, SERVER, MODERATOR, job_id=FIRST)
    assert [act.kind for act in told] == ["block", "unblock", "rules", "blur"]
    assert list(await act_log.newest(SERVER, 9)) == told[::-1]


class Away:
    """The acts of a database that is away."""

    async def add(self, act: Act) -> None:
        raise DatabaseAway(act.id)

    async def newest(self, guild_id: int, most: int, before: float | None = None) -> Sequence[Act]:
        raise DatabaseAway(f"{guild_id} {most} {before}")

    async def on_jobs(self, guild_id: int) -> Sequence[Act]:
        raise DatabaseAway(str(guild_id))

    async def unfinished(self) -> Sequence[Act]:
        raise DatabaseAway("gone")

    async def finish(self, act_id: str) -> None:
        raise DatabaseAway(act_id)

    async def forget(self, before: float) -> None:
        raise DatabaseAway(str(before))


async def test_an_act_that_can_not_be_stored_is_not_told(clock: FakeClock) -> None:
    told = list[Act]()
    act_log = ActLog(Away(), NO_SIGNALS, clock.clock)
    act_log.on_act(told.append)
    with pytest.raises(SaveFailed):
        await act_log.record(ActKind.BLUR, SERVER, MODERATOR, job_id=FIRST)
    with pytest.raises(StorageUnavailable):
        await act_log.newest(SERVER, 9)
    assert told == []
