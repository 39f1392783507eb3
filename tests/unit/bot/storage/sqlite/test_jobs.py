"""Jobs written down and found again, in a real file."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.errors import StorageError
from bot.jobs.job import Job
from bot.jobs.repository import Charge
from bot.jobs.state import JobState
from bot.storage.sqlite.database import Database, fold
from bot.storage.sqlite.jobs import READ_AT_ONCE, SqliteJournal
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_card, a_job, a_request
from tests.support.strategies import jobs

# One journal serves all examples of a test; each takes the place of the last one.
in_one_journal = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _ids(found: list[Job]) -> list[str]:
    return [job.id for job in found]


@in_one_journal
@given(job=jobs)
async def test_every_open_job_comes_back_as_it_was(journal: SqliteJournal, job: Job) -> None:
    job = job.with_(closed=False)
    await journal.save(job)
    assert await journal.find(job.id) == job
    assert job in await journal.open_jobs()


@in_one_journal
@given(job=jobs)
async def test_a_closed_job_comes_back_without_its_token(journal: SqliteJournal, job: Job) -> None:
    job = job.with_(closed=True)
    await journal.save(job)
    found = await journal.find(job.id)
    assert found
    assert found.card.token == ""
    assert found.with_(card=job.card) == job
    assert job.id not in _ids(await journal.open_jobs())


async def test_what_is_saved_again_takes_the_place_of_what_was(journal: SqliteJournal) -> None:
    for state in JobState:
        await journal.save(a_job(state=state))
    assert [job.state async for job in journal.since(0)] == [list(JobState)[-1]]


async def test_jobs_outlive_the_process(tmp_path: Path, clock: FakeClock) -> None:
    written = [
        a_job(id=f"{number:010}", created_at=START + number, state=state) for number, state in enumerate(JobState)
    ]
    async with Database(tmp_path / "jobs.db", clock.clock) as database:
        for job in written:
            await SqliteJournal(database).save(job)
    async with Database(tmp_path / "jobs.db", clock.clock) as database:
        assert await SqliteJournal(database).open_jobs() == written


async def test_a_request_that_an_earlier_version_stored_with_its_model_is_read(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with Database(tmp_path / "jobs.db", clock.clock) as database:
        await SqliteJournal(database).save(a_job())
        await database.write("UPDATE jobs SET data = json_set(data, '$.request.model', 'openai/gpt-image-2')", ())
        assert await SqliteJournal(database).open_jobs() == [a_job()]


async def test_a_token_and_a_prompt_that_are_gone_can_not_be_found_in_the_file(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with Database(tmp_path / "jobs.db", clock.clock) as database:
        journal = SqliteJournal(database)
        written = [
            a_job(
                id=f"{number:010}",
                card=a_card(token=f"s3cret-{number}-" + "x" * 20 * number),
                request=a_request(prompt=f"pr0mpt-{number}-" + "y" * 30 * number),
            )
            for number in range(40)
        ]
        for job in [*written, *(replace(job, state=JobState.DELIVERED, closed=True) for job in written)]:
            await journal.save(job)
        assert await journal.forget(START + 1) == 40
    content = _content(tmp_path)
    assert b"s3cret" not in content
    assert b"pr0mpt" not in content


def _content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_a_job_is_found_by_its_own_id_or_that_of_its_task(journal: SqliteJournal) -> None:
    await journal.save(a_job(id="0000000001", task_id="task_1"))
    await journal.save(a_job(id="0000000002", task_id=None))
    for asked, found in [("0000000001", "0000000001"), ("task_1", "0000000001"), ("0000000002", "0000000002")]:
        job = await journal.find(asked)
        assert job
        assert job.id == found
    assert await journal.find("0000000003") is None
    assert await journal.find("") is None


async def test_open_jobs_and_jobs_since_come_oldest_first(journal: SqliteJournal) -> None:
    for number in (3, 1, 4, 2):
        await journal.save(a_job(id=f"{number:010}", created_at=START + number, closed=number == 4))
    assert _ids(await journal.open_jobs()) == ["0000000001", "0000000002", "0000000003"]
    assert _ids([job async for job in journal.since(START + 1)]) == ["0000000002", "0000000003", "0000000004"]


async def test_a_members_jobs_come_newest_first_in_pages(journal: SqliteJournal) -> None:
    for number in range(1, 8):
        await journal.save(a_job(id=f"{number:010}", created_at=START + number, user_id=10 if number != 5 else 11))
    first = await journal.of_user(10, limit=4)
    rest = await journal.of_user(10, limit=4, offset=4)
    assert [int(job.id) for job in first] == [7, 6, 4, 3]
    assert [int(job.id) for job in rest] == [2, 1]
    assert await journal.of_user(12) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FOX", [1]),
        ("fox", [1]),
        ("100%", [2]),
        ("%", [2]),
        ("_", [3]),
        ("狐", [4]),
        ("лиса", [5]),
        ("ЛИСА", [5]),
        ("STRASSE", [5]),
        ("\uff46\uff4f\uff58", [1]),
        ("", [1, 2, 3, 4, 5]),
    ],
)
async def test_a_members_jobs_are_found_by_a_part_of_the_prompt(
    journal: SqliteJournal, text: str, found: list[int]
) -> None:
    for number, prompt in enumerate(["a red Fox", "100% wool", "snake_case", "一只狐狸", "Рыжая Лиса, Straße"], 1):
        await journal.save(a_job(id=f"{number:010}", created_at=START - number, request=a_request(prompt=prompt)))
    assert [int(job.id) for job in await journal.of_user(10, text=text)] == found


async def test_a_long_history_is_read_in_parts_and_in_order(journal: SqliteJournal) -> None:
    jobs = [a_job(id=f"{number:010}", created_at=START - number // 3) for number in range(3 * READ_AT_ONCE)]
    for job in jobs:
        await journal.save(job)
    found = [job async for job in journal.history(10)]
    assert sorted(_ids(found)) == _ids(jobs)
    assert found == sorted(found, key=lambda job: -job.created_at)


async def test_whoever_writes_while_a_long_history_is_searched_does_not_wait_for_its_end(
    journal: SqliteJournal,
) -> None:
    for number in range(5 * READ_AT_ONCE):
        await journal.save(a_job(id=f"{number:010}", request=a_request(prompt="a red fox")))
    search = asyncio.create_task(journal.of_user(10, text="owl"))
    await asyncio.sleep(0)
    await journal.save(a_job(id="in between", user_id=11))
    assert not search.done()
    assert await search == []


async def test_only_closed_jobs_that_are_old_enough_are_forgotten(journal: SqliteJournal) -> None:
    await journal.save(a_job(id="old-closed", created_at=START - 1, closed=True))
    await journal.save(a_job(id="old-open", created_at=START - 1))
    await journal.save(a_job(id="new-closed", created_at=START, closed=True))
    assert await journal.forget(START) == 1
    assert sorted(_ids([job async for job in journal.since(0)])) == ["new-closed", "old-open"]


async def test_the_newest_jobs_of_all_members_come_oldest_first(journal: SqliteJournal) -> None:
    for number in (3, 1, 4, 2):
        await journal.save(a_job(id=f"{number:010}", created_at=START + number, user_id=number))
    assert [int(job.id) async for job in journal.newest(3)] == [2, 3, 4]


async def test_charges_are_those_of_the_jobs_that_cost_something(journal: SqliteJournal) -> None:
    for number, charged in enumerate([0, 5, 0, 7], 1):
        await journal.save(a_job(id=f"{number:010}", created_at=START + number, charged=charged))
    assert await journal.charges(START) == [
        Charge(10, "0000000002", 5, START + 2),
        Charge(10, "0000000004", 7, START + 4),
    ]
    assert [charge.credits for charge in await journal.charges(START + 2)] == [7]


async def test_references_that_a_job_still_points_to_are_wanted(journal: SqliteJournal) -> None:
    for number, snapshots in enumerate([None, "0000000009", None], 1):
        await journal.save(a_job(id=f"{number:010}", snapshots=snapshots))
    await journal.drop("0000000003")
    await journal.save(a_job(id="0000000003", closed=True))
    wanted = await journal.snapshots()
    assert {"0000000001", "0000000009"} <= wanted
    assert "0000000003" not in wanted


async def test_a_job_that_its_member_drops_is_gone_but_not_what_it_cost(journal: SqliteJournal) -> None:
    await journal.save(a_job(id="0000000001", task_id="task_1", charged=5, closed=True))
    await journal.save(a_job(id="0000000002", charged=7, closed=True))
    await journal.drop("0000000001")
    assert await journal.find("0000000001") is None
    assert await journal.find("task_1") is None
    assert _ids(await journal.of_user(10)) == ["0000000002"]
    assert [charge.credits for charge in await journal.charges(0)] == [5, 7]


async def test_erasing_takes_a_members_jobs_and_nobody_elses(journal: SqliteJournal) -> None:
    await journal.save(a_job(id="mine-1", charged=5, closed=True))
    await journal.save(a_job(id="mine-2", closed=True))
    await journal.save(a_job(id="theirs", user_id=11, closed=True))
    assert await journal.erase(10) == 2
    assert _ids([job async for job in journal.since(0)]) == ["theirs"]
    assert [charge.credits for charge in await journal.charges(0)] == [5]


async def test_an_open_job_that_is_erased_goes_on_unseen_and_is_emptied_at_its_end(journal: SqliteJournal) -> None:
    await journal.save(a_job())
    await journal.erase(10)
    assert _ids(await journal.open_jobs()) == [a_job().id]
    assert await journal.of_user(10) == []
    assert [job async for job in journal.newest(5)] == []
    for closed in (a_job(charged=3, closed=True), a_job(charged=3, notified=True, closed=True)):
        await journal.save(closed)
        assert await journal.find(closed.id) is None
    assert [charge.credits for charge in await journal.charges(0)] == [3]


async def test_what_was_erased_is_in_no_file_even_while_the_bot_runs(journal: SqliteJournal, tmp_path: Path) -> None:
    for number in range(5):
        await journal.save(a_job(id=f"{number:010}", request=a_request(prompt=f"something pr1vate {number}")))
        await journal.save(
            a_job(id=f"{number:010}", request=a_request(prompt=f"something pr1vate {number}"), closed=True)
        )
    assert b"pr1vate" in _content(tmp_path)
    await journal.drop("0000000000")
    assert b"pr1vate 0" not in _content(tmp_path)
    await journal.erase(10)
    assert b"pr1vate" not in _content(tmp_path)


@in_one_journal
@given(text=st.text())
@example(text="'; DROP TABLE jobs; --")
@example(text='" OR 1=1 --')
@example(text="%' OR user_id LIKE '%")
async def test_what_is_asked_for_is_never_read_as_sql(journal: SqliteJournal, text: str) -> None:
    kept = a_job(id="the one", request=a_request(prompt="a red fox"))
    await journal.save(kept)
    assert await journal.find(text) == (kept if text == "the one" else None)
    assert await journal.of_user(10, text=text) == ([kept] if fold(text) in "a red fox" else [])
    assert [job async for job in journal.since(0)] == [kept]


async def test_a_row_that_can_not_be_read_keeps_no_other_job_from_going_on(
    journal: SqliteJournal, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (1, 2, 3):
        await journal.save(a_job(id=f"{number:010}"))
    await database.write("UPDATE jobs SET data = ? WHERE id = ?", ('{"id": 7}', "0000000002"))
    with caplog.at_level(logging.ERROR):
        assert sorted(_ids(await journal.open_jobs())) == ["0000000001", "0000000003"]
    assert "can't be read" in caplog.text


async def test_a_full_disk_is_no_silent_loss(journal: SqliteJournal, database: Database) -> None:
    await journal.save(a_job(state=JobState.ACCEPTED))
    await database.fetch("PRAGMA query_only = ON")
    with pytest.raises(StorageError):
        await journal.save(a_job(state=JobState.READY))
    found = await journal.find(a_job().id)
    assert found
    assert found.state is JobState.ACCEPTED
