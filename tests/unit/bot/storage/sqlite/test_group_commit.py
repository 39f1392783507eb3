"""Concurrent writes share a transaction; each has its own result, and none is acknowledged before the commit."""

import asyncio
import sqlite3
from asyncio import Future
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest

from bot.errors import Duplicate, StorageError
from bot.storage.sqlite.database import SqliteDatabase
from bot.storage.sqlite.group_commit import GroupCommit, Outcome, Write, commit
from tests.support.clock import FakeClock
from tests.support.disk import largest_file

INSERT = "INSERT INTO members (user_id, data) VALUES (?, ?)"
SELECT = "SELECT user_id FROM members ORDER BY rowid"


class Disk:
    """Holds the commits that were started. ``groups`` has the values of each."""

    def __init__(self) -> None:
        self.groups: list[list[tuple[int, ...]]] = []
        self._commits: list[asyncio.Future[list[Outcome]]] = []

    def start(self, writes: Sequence[Write]) -> asyncio.Future[list[Outcome]]:
        self.groups.append([values for write in writes for _, values in write.statements])
        self._commits.append(asyncio.get_running_loop().create_future())
        return self._commits[-1]

    async def finish(self, *outcomes: Outcome) -> None:
        """End the newest commit."""
        self._commits[-1].set_result(list(outcomes))
        await asyncio.sleep(0)

    async def break_down(self) -> None:
        self._commits[-1].set_exception(MemoryError())
        await asyncio.sleep(0)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def writes(disk: Disk) -> GroupCommit:
    return GroupCommit(disk.start)


def _add(writes: GroupCommit, number: int) -> asyncio.Future[list[int]]:
    return writes.write([(INSERT, (number,))])


async def test_a_lone_write_waits_for_no_other(disk: Disk, writes: GroupCommit) -> None:
    added = _add(writes, 1)
    assert disk.groups == [[(1,)]]
    await disk.finish([1])
    assert added.result() == [1]


async def test_what_arrives_during_a_commit_shares_the_next_one_in_its_order(disk: Disk, writes: GroupCommit) -> None:
    first, *others = (_add(writes, number) for number in range(5))
    await disk.finish([1])
    assert disk.groups == [[(0,)], [(1,), (2,), (3,), (4,)]]
    assert first.done()
    assert not any(other.done() for other in others)
    await disk.finish([1], [2], [3], [4])
    assert [other.result() for other in others] == [[1], [2], [3], [4]]


async def test_each_write_has_its_own_error(disk: Disk, writes: GroupCommit) -> None:
    _, bad, good = (_add(writes, number) for number in range(3))
    await disk.finish([1])
    await disk.finish(sqlite3.IntegrityError("there is one"), [1])
    assert isinstance(bad.exception(), sqlite3.IntegrityError)
    assert good.result() == [1]


async def test_a_write_whose_caller_was_cancelled_is_committed_and_disturbs_nobody(
    disk: Disk, writes: GroupCommit
) -> None:
    _, gone, here = (_add(writes, number) for number in range(3))
    gone.cancel()
    await disk.finish([1])
    assert disk.groups[-1] == [(1,), (2,)]
    await disk.finish([1], [1])
    assert here.result() == [1]


async def test_an_error_of_the_thread_reaches_all_and_the_next_group_goes_on(disk: Disk, writes: GroupCommit) -> None:
    first, second = _add(writes, 1), _add(writes, 2)
    await disk.break_down()
    assert isinstance(first.exception(), MemoryError)
    await disk.finish([1])
    assert second.result() == [1]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database with an empty table of members."""
    connection = sqlite3.connect(tmp_path / "members.db", isolation_level=None)
    connection.execute("CREATE TABLE members (user_id INTEGER PRIMARY KEY, data TEXT)")
    yield connection
    connection.close()


def _row(number: int, data: str = "x") -> Write:
    return Write([(INSERT, (number, data))], Future())


def _rows(*numbers: int) -> Write:
    """One write with a statement for each number."""
    return Write([(INSERT, (number, "x")) for number in numbers], Future())


def _stored(connection: sqlite3.Connection) -> list[int]:
    return [number for (number,) in connection.execute(SELECT)]


async def test_a_group_is_one_transaction(connection: sqlite3.Connection) -> None:
    ran: list[str] = []
    connection.set_trace_callback(ran.append)
    assert commit(connection, [_row(2), _row(1), _row(3)]) == [[1], [1], [1]]
    assert (ran[0], ran[-1], len(ran)) == ("BEGIN", "COMMIT", 5)
    assert not connection.in_transaction
    assert _stored(connection) == [1, 2, 3]


async def test_a_lone_write_needs_no_statement_around_it(connection: sqlite3.Connection) -> None:
    ran: list[str] = []
    connection.set_trace_callback(ran.append)
    assert commit(connection, [_row(1)]) == [[1]]
    assert len(ran) == 1


async def test_a_write_that_is_refused_takes_none_of_its_group_with_it(connection: sqlite3.Connection) -> None:
    ran: list[str] = []
    connection.set_trace_callback(ran.append)
    first, refused, last = commit(connection, [_row(1), _row(1), _row(2)])
    assert (first, last, _stored(connection)) == ([1], [1], [1, 2])
    assert isinstance(refused, sqlite3.IntegrityError)
    assert ran.count("COMMIT") == 1


@pytest.mark.parametrize("others", [0, 1])
async def test_the_statements_of_one_write_take_effect_together_or_not_at_all(
    connection: sqlite3.Connection, others: int
) -> None:
    outcomes = commit(connection, [_rows(1, 2), _rows(3, 4, 1, 5), *[_row(6)] * others])
    assert (outcomes[0], outcomes[2:]) == ([1, 1], [[1]] * others)
    assert isinstance(outcomes[1], sqlite3.IntegrityError)
    assert _stored(connection) == [1, 2, *[6] * others]


async def test_several_statements_that_are_written_alone_share_a_transaction(connection: sqlite3.Connection) -> None:
    ran: list[str] = []
    connection.set_trace_callback(ran.append)
    assert commit(connection, [_rows(1, 2)]) == [[1, 1]]
    (refused,) = commit(connection, [_rows(3, 2)])
    assert isinstance(refused, sqlite3.IntegrityError)
    assert (ran[0], ran[3], ran[4], ran[-1]) == ("BEGIN", "COMMIT", "BEGIN", "ROLLBACK")
    assert _stored(connection) == [1, 2]


@pytest.mark.parametrize("bad", ["no such table", "too large"])
async def test_a_write_that_fails_fails_alone(connection: sqlite3.Connection, bad: str) -> None:
    connection.execute("PRAGMA max_page_count = 4")
    broken = _row(2, "x" * 100_000) if bad == "too large" else Write([("INSERT INTO nothing VALUES (1)", ())], Future())
    first, failed, last = commit(connection, [_row(1), broken, _row(3)])
    assert (first, last, _stored(connection)) == ([1], [1], [1, 3])
    assert isinstance(failed, sqlite3.OperationalError)
    assert not connection.in_transaction


async def test_if_the_commit_fails_every_write_fails(tmp_path: Path, connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("DELETE FROM members")
    connection.execute("CREATE TABLE more (id)")
    with largest_file((tmp_path / "members.db-wal").stat().st_size):
        outcomes = commit(connection, [_row(1), _row(2)])
    assert [type(outcome) for outcome in outcomes] == [sqlite3.OperationalError] * 2
    assert commit(connection, [_row(3), _row(4)]) == [[1], [1]]
    assert _stored(connection) == [3, 4]


class GroupedDatabase(SqliteDatabase):
    """Records the number of writes in each group."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, FakeClock().clock)
        self.groups: list[int] = []

    def _commit(self, writes: Sequence[Write]) -> asyncio.Future[list[Outcome]]:
        self.groups.append(len(writes))
        return super()._commit(writes)


@pytest.fixture
async def grouped(tmp_path: Path) -> AsyncIterator[GroupedDatabase]:
    async with GroupedDatabase(tmp_path / "imagine.db") as database:
        yield database


async def test_concurrent_writers_share_a_commit(grouped: GroupedDatabase) -> None:
    assert await asyncio.gather(*(grouped.write(INSERT, (number, "x")) for number in range(100))) == [1] * 100
    assert grouped.groups == [1, 99]
    assert [row[0] for row in await grouped.fetch(SELECT)] == list(range(100))


async def test_a_duplicate_is_the_fault_of_one_writer(grouped: GroupedDatabase) -> None:
    writes = (grouped.write(INSERT, (number, "x")) for number in (1, 2, 2, 3))
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [int, int, Duplicate, int]
    assert [row[0] for row in await grouped.fetch(SELECT)] == [1, 2, 3]


async def test_a_read_does_not_wait_for_the_writes_that_wait(grouped: GroupedDatabase) -> None:
    done: list[str] = []

    async def write(number: int) -> None:
        await grouped.write(INSERT, (number, "x"))
        done.append(f"write {number}")

    async def read() -> None:
        await grouped.fetch(SELECT)
        done.append("read")

    await asyncio.gather(write(1), write(2), write(3), read())
    assert set(done[:2]) == {"write 1", "read"}
    assert done[2:] == ["write 2", "write 3"]


def _as_killed(folder: Path) -> Path:
    """A copy of a running database's files, as a kill would leave them."""
    copy = folder / "killed"
    copy.mkdir()
    for file in folder.glob("imagine.db*"):
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


async def test_what_is_acknowledged_is_on_the_disk(grouped: GroupedDatabase, tmp_path: Path) -> None:
    await asyncio.gather(*(grouped.write(INSERT, (number, "x")) for number in range(10)))
    async with GroupedDatabase(_as_killed(tmp_path) / "imagine.db") as database:
        assert len(await database.fetch(SELECT)) == 10


async def test_closing_waits_for_every_write(tmp_path: Path) -> None:
    async with GroupedDatabase(tmp_path / "imagine.db") as database:
        writes = [asyncio.create_task(database.write(INSERT, (number, "x"))) for number in range(10)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*writes) == [1] * 10


async def test_writers_to_a_closed_file_are_told_so(tmp_path: Path) -> None:
    async with GroupedDatabase(tmp_path / "imagine.db") as database:
        pass
    writes = (database.write(INSERT, (number, "x")) for number in range(3))
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StorageError] * 3
