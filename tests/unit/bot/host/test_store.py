"""The host's decisions: the same in every process, there after a restart, and on record."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import DatabaseAway, SaveFailed, StorageUnavailable
from bot.host.decisions import LONGEST_ANNOUNCEMENT, NO_DECISIONS, Decisions
from bot.host.store import HostStore
from bot.runtime.clock import Clock
from bot.servers.acts import EVERYWHERE
from bot.storage.servers.acts import SqlActs
from bot.storage.servers.decisions import SqlDecisions
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.shared import wired

HOST = 7
DAY = 86_400.0


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    async with SqliteDatabase(tmp_path / "imagine.db", Clock()) as database:
        yield database


async def test_a_pause_holds_in_every_process_until_its_time(database: SqliteDatabase, clock: FakeClock) -> None:
    here, there = (HostStore(SqlDecisions(database), signals, clock.clock) for signals in wired(2))
    assert await there.get() == NO_DECISIONS
    pause = await here.pause(HOST, clock.time + DAY, "repairs")
    for store in (here, there):
        assert (await store.get()).pause_at(clock.time) == pause
    assert (await there.get()).pause_at(clock.time + DAY) is None


async def test_a_pause_outlives_the_process(database: SqliteDatabase, clock: FakeClock) -> None:
    await HostStore(SqlDecisions(database), wired(1)[0], clock.clock).pause(HOST, None, "repairs")
    restarted = HostStore(SqlDecisions(database), wired(1)[0], clock.clock)
    pause = (await restarted.get()).pause_at(clock.time)
    assert pause
    assert pause.reason == "repairs"


async def test_every_process_is_told_of_each_change_once_it_can_read_it(
    database: SqliteDatabase, clock: FakeClock
) -> None:
    here, there = (HostStore(SqlDecisions(database), signals, clock.clock) for signals in wired(2))
    await there.get()
    stale: list[bool] = []
    there.subscribe(lambda: stale.append(there.peek() is not None))
    await here.pause(HOST, None, "")
    assert stale == [False]


async def test_an_announcement_is_cut_and_ends_by_itself(database: SqliteDatabase, clock: FakeClock) -> None:
    store = HostStore(SqlDecisions(database), wired(1)[0], clock.clock)
    await store.announce(HOST, clock.time + DAY, "x" * 999 + "\ud800")
    assert (await store.get()).line_at(clock.time) == "x" * LONGEST_ANNOUNCEMENT
    assert (await store.get()).line_at(clock.time + DAY) == ""


async def test_half_a_surrogate_pair_does_not_keep_a_pause_from_being_stored(
    database: SqliteDatabase, clock: FakeClock
) -> None:
    store = HostStore(SqlDecisions(database), wired(1)[0], clock.clock)
    await store.pause(HOST, None, "a\ud800b")
    pause = (await store.get()).pause
    assert pause
    assert pause.reason == "a?b"


async def test_all_acts_of_the_host_are_on_record(database: SqliteDatabase, clock: FakeClock) -> None:
    store = HostStore(SqlDecisions(database), wired(1)[0], clock.clock)
    await store.pause(HOST, None, "repairs")
    assert await store.resume(HOST)
    assert not await store.resume(HOST)
    await store.announce(HOST, None, "hello")
    assert await store.withdraw(HOST)
    assert not await store.withdraw(HOST)
    await store.record_leaving(HOST, 5, "Elsewhere")
    acts = await SqlActs(database).newest(EVERYWHERE, 9)
    assert sorted(act.kind for act in acts) == ["announce", "leave", "pause", "resume", "withdraw"]
    assert {act.actor for act in acts} == {HOST}


async def test_while_the_database_is_away_nothing_is_decided(clock: FakeClock) -> None:
    store = HostStore(Away(), wired(1)[0], clock.clock)
    with pytest.raises(StorageUnavailable):
        await store.get()
    with pytest.raises(SaveFailed):
        await store.pause(HOST, None, "")
    with pytest.raises(SaveFailed):
        await store.resume(HOST)


def test_without_a_setting_every_server_is_allowed(clock: FakeClock) -> None:
    signals = wired(1)[0]
    assert HostStore(Away(), signals, clock.clock).allows(5)
    chosen = HostStore(Away(), signals, clock.clock, frozenset({5}))
    assert (chosen.allows(5), chosen.allows(6)) == (True, False)


class Away:
    """A repository whose database is away."""

    async def find(self) -> Decisions:
        raise DatabaseAway("refused")

    async def put(self, *_: object) -> None:
        raise DatabaseAway("refused")

    async def remove(self, *_: object) -> bool:
        raise DatabaseAway("refused")

    async def add(self, *_: object) -> None:
        raise DatabaseAway("refused")
