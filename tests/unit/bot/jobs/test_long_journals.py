"""A journal of many long prompts is read, and erased, in small parts."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import pytest

from bot.jobs.repository import READ_AT_ONCE, SqliteJournal
from bot.storage.sqlite.database import Database
from tests.support.jobs import START, a_job


async def test_a_page_is_found_without_a_look_at_the_jobs_before_it(
    journal: SqliteJournal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        await journal.save(a_job(id=f"{number:010}", created_at=START + number, user_id=10 + number // 3))
    asked: list[tuple[str, tuple[Any, ...]]] = []
    fetch = database.fetch

    async def noting(statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        asked.append((statement, tuple(values)))
        return await fetch(*asked[-1])

    monkeypatch.setattr(database, "fetch", noting)
    assert [job.id for job in await journal.of_user(10, limit=2, offset=1)] == ["0000000001", "0000000000"]
    ((statement, values),) = asked
    (plan,) = await fetch(f"EXPLAIN QUERY PLAN {statement}", values)
    assert "USING INDEX jobs_to_show" in plan["detail"]


async def test_what_a_start_reads_is_read_some_at_a_time(
    journal: SqliteJournal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = [f"{number:010}" for number in range(3 * READ_AT_ONCE + 1)]
    for number, job_id in enumerate(written):
        await journal.save(a_job(id=job_id, created_at=START + number // 2))
    sizes: list[int] = []
    fetch = database.fetch

    async def counting(statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        rows = await fetch(statement, values)
        sizes.append(len(rows))
        return rows

    monkeypatch.setattr(database, "fetch", counting)
    assert [job.id async for job in journal.since(0)] == written
    assert [job.id async for job in journal.newest(1000)] == written
    assert max(sizes) == READ_AT_ONCE


async def test_whoever_writes_waits_for_no_more_than_a_part_of_what_is_erased(
    journal: SqliteJournal, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3 * READ_AT_ONCE):
        await journal.save(a_job(id=str(number), closed=True))
    touched: list[int] = []
    write = database.write

    async def counting(statement: str, values: Iterable[Any]) -> int:
        touched.append(await write(statement, values))
        return touched[-1]

    monkeypatch.setattr(database, "write", counting)
    assert await journal.erase(10) == 3 * READ_AT_ONCE
    assert await journal.forget(START + 1) == 3 * READ_AT_ONCE
    assert max(touched) == READ_AT_ONCE
