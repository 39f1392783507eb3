"""No value of an earlier version's rows is lost, whatever its field is called now."""

import json
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from bot.errors import FailureKind
from bot.jobs.job import Job
from bot.jobs.posts import Fate
from bot.jobs.state import JobState
from bot.jobs.task import TaskStatus
from bot.requests.errors import AttachmentProblem
from bot.requests.request import Aspect, Quality, ReferenceType, Resolution
from bot.storage.sql.records import Records
from bot.storage.sqlite import schema
from bot.storage.sqlite.database import SqliteDatabase
from bot.storage.stores import open_stores
from bot.worker.pending import PendingMessage
from tests.support.clock import FakeClock
from tests.support.earlier_rows import JOB, PENDING, REMOVALS, VERSION

# Written out, as a value that is changed in the code would make every row that has it unreadable.
STORED: dict[type[StrEnum], str] = {
    JobState: "accepted submitting submitted ready delivered undelivered failed unknown cancelled",
    TaskStatus: "queued processing succeeded failed",
    FailureKind: "bad_input moderation out_of_credits key_refused declined blocked busy unfinished timed_out"
    " undeliverable card_deleted bug",
    AttachmentProblem: "not-an-image heic avif damaged empty too-large too-many-pixels not-text unreadable",
    Fate: "there doomed gone stuck",
    Aspect: "1:1 2:3 3:2 3:4 4:3 4:5 5:4 9:16 16:9 21:9 9:21",
    Resolution: "1K 2K 4K",
    Quality: "low medium high",
    ReferenceType: "asset style",
}


async def test_no_value_of_an_earlier_versions_rows_is_lost(tmp_path: Path, clock: FakeClock) -> None:
    async with SqliteDatabase(tmp_path / "imagine.db", clock.clock, migrations=schema.scripts()[:VERSION]) as database:
        await database.write(
            "INSERT INTO jobs (id, user_id, state, closed, created_at, charged, prompt, data, removals)"
            " VALUES ('0a1b2c3d4e', 10, 'failed', 0, 1700000000.5, 12, 'a red fox', ?, ?)",
            (json.dumps(JOB), json.dumps(REMOVALS)),
        )
        await database.write("INSERT INTO errands (id, data) VALUES ('7', ?)", (json.dumps(PENDING),))
        posts = await database.fetch("SELECT message_id FROM posts ORDER BY message_id")
        assert [row["message_id"] for row in posts] == [104, 109]
        await database.write("DELETE FROM posts WHERE message_id = 109", ())
    async with open_stores(tmp_path, clock.clock) as stores:
        (job,) = await stores.jobs.adopt(10)
        (pending,) = await stores.pending.adopt()
        await stores.jobs.save(job.with_(acknowledged=False))
    async with SqliteDatabase(tmp_path / "imagine.db", clock.clock) as database:
        assert [row["message_id"] for row in await database.fetch("SELECT message_id FROM posts")] == [104, 109]
    assert _values({**JOB, "removals": REMOVALS}) - _values(json.loads(Records(Job).dump(job))) == Counter()
    assert _values(PENDING) - _values(json.loads(Records(PendingMessage).dump(pending))) == Counter()


async def test_jobs_that_an_earlier_version_stored_are_found_and_counted(tmp_path: Path, clock: FakeClock) -> None:
    declined = {**JOB, "closed": True, "in_vain": False}
    async with SqliteDatabase(tmp_path / "imagine.db", clock.clock, migrations=schema.scripts()[:VERSION]) as database:
        await database.write(
            "INSERT INTO jobs (id, user_id, state, closed, created_at, task_id, charged, prompt, data)"
            " VALUES ('0a1b2c3d4e', 10, 'failed', 1, 1700000000.5, 'task_7', 0, '\uff26ox, STRASSE', ?)",
            (json.dumps(declined),),
        )
    async with open_stores(tmp_path, clock.clock) as stores:
        (found,) = await stores.jobs.of_user(10, text="FOX, straße")
        assert found.in_vain
        assert await stores.jobs.in_vain(0) == [(10, 1700000000.5)]
        assert await stores.jobs.reference_owners(["eeeeeeeeee", "ffffffffff"]) == {"eeeeeeeeee"}
        await stores.jobs.drop_failures(10, keep=0)
        assert await stores.jobs.of_user(10) == []
        assert await stores.jobs.in_vain(0) == [(10, 1700000000.5)]


@pytest.mark.parametrize(("kind", "values"), STORED.items())
def test_every_value_that_an_earlier_version_stored_can_be_read(kind: type[StrEnum], values: str) -> None:
    assert set(values.split()) - set(kind) == set()


def _values(record: object) -> Counter[str]:
    """The values of a record, whatever its fields are called: a later version may rename and add fields."""
    return Counter(map(repr, _leaves(record)))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value
