"""The job repository."""

import asyncio
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.jobs.job import Job
from bot.jobs.repository import Charge
from bot.jobs.state import JobState
from bot.storage.database import Database
from bot.storage.sql.jobs import READ_AT_ONCE, SqlJobRepository
from bot.storage.sql.search import fold
from tests.support.jobs import START, a_job, a_request, put
from tests.support.strategies import jobs

# All examples of a test share one repository: each overwrites the job of the previous one.
in_one_repository = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _ids(found: list[Job]) -> list[str]:
    return [job.id for job in found]


@in_one_repository
@given(job=jobs)
async def test_every_open_job_comes_back_as_it_was(repository: SqlJobRepository, job: Job) -> None:
    job = job.with_(acknowledged=False)
    await put(repository, job)
    assert await repository.find(job.id) == job
    assert job in await repository.open_jobs()


@in_one_repository
@given(job=jobs)
async def test_an_acknowledged_job_comes_back_without_its_token(repository: SqlJobRepository, job: Job) -> None:
    job = job.with_(acknowledged=True)
    await put(repository, job)
    found = await repository.find(job.id)
    assert found
    assert found.card.token == ""
    assert found.with_(card=job.card) == job
    assert job.id not in _ids(await repository.open_jobs())


async def test_what_is_saved_again_takes_the_place_of_what_was(repository: SqlJobRepository) -> None:
    for state in JobState:
        await put(repository, a_job(state=state))
    assert [job.state async for job in repository.since(0)] == [list(JobState)[-1]]


async def test_a_job_is_found_by_its_own_id_or_that_of_its_task(repository: SqlJobRepository) -> None:
    await put(repository, a_job(id="0000000001", task_id="task_1"))
    await put(repository, a_job(id="0000000002", task_id=None))
    for wanted, found in [("0000000001", "0000000001"), ("task_1", "0000000001"), ("0000000002", "0000000002")]:
        job = await repository.find(wanted)
        assert job
        assert job.id == found
    assert await repository.find("0000000003") is None
    assert await repository.find("") is None


async def test_open_jobs_and_jobs_since_come_oldest_first(repository: SqlJobRepository) -> None:
    for number in (3, 1, 4, 2):
        await put(repository, a_job(id=f"{number:010}", created_at=START + number, acknowledged=number == 4))
    assert _ids(await repository.open_jobs()) == ["0000000001", "0000000002", "0000000003"]
    assert _ids([job async for job in repository.since(START + 1)]) == ["0000000002", "0000000003", "0000000004"]


async def test_a_members_jobs_come_newest_first_in_pages(repository: SqlJobRepository) -> None:
    for number in range(1, 8):
        await put(repository, a_job(id=f"{number:010}", created_at=START + number, user_id=10 if number != 5 else 11))
    first = await repository.of_user(10, limit=4)
    rest = await repository.of_user(10, limit=4, offset=4)
    assert [int(job.id) for job in first] == [7, 6, 4, 3]
    assert [int(job.id) for job in rest] == [2, 1]
    assert await repository.of_user(12) == []


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
        ("!", [6]),
        ("\\", [6]),
        ("\0", []),
        ("\ud800", []),
        ("\uff46\uff4f\uff58", [1]),
        ("", [1, 2, 3, 4, 5, 6]),
    ],
)
async def test_a_members_jobs_are_found_by_a_part_of_the_prompt(
    repository: SqlJobRepository, text: str, found: list[int]
) -> None:
    for number, prompt in enumerate(
        ["a red Fox", "100% wool", "snake_case", "一只狐狸", "Рыжая Лиса, Straße", r"a\b!"], 1
    ):
        await put(repository, a_job(id=f"{number:010}", created_at=START - number, request=a_request(prompt=prompt)))
    assert [int(job.id) for job in await repository.of_user(10, text=text)] == found


async def test_a_long_history_is_read_in_parts_and_in_order(repository: SqlJobRepository) -> None:
    jobs = [a_job(id=f"{number:010}", created_at=START - number // 3) for number in range(3 * READ_AT_ONCE)]
    for job in jobs:
        await put(repository, job)
    found = [job async for job in repository.history(10)]
    assert sorted(_ids(found)) == _ids(jobs)
    assert found == sorted(found, key=lambda job: -job.created_at)


async def test_whoever_writes_while_a_long_history_is_searched_does_not_wait_for_its_end(
    repository: SqlJobRepository,
) -> None:
    for number in range(5 * READ_AT_ONCE):
        await put(repository, a_job(id=f"{number:010}", request=a_request(prompt="a red fox")))
    search = asyncio.create_task(repository.of_user(10, text="owl"))
    await asyncio.sleep(0)
    await put(repository, a_job(id="in between", user_id=11))
    assert not search.done()
    assert await search == []


async def test_only_acknowledged_jobs_that_are_old_enough_are_forgotten(repository: SqlJobRepository) -> None:
    await put(repository, a_job(id="old-done", created_at=START - 1, acknowledged=True))
    await put(repository, a_job(id="old-open", created_at=START - 1))
    await put(repository, a_job(id="new-done", created_at=START, acknowledged=True))
    assert await repository.forget(START) == 1
    assert sorted(_ids([job async for job in repository.since(0)])) == ["new-done", "old-open"]


async def test_the_newest_jobs_of_all_members_come_oldest_first(repository: SqlJobRepository) -> None:
    for number in (3, 1, 4, 2):
        await put(repository, a_job(id=f"{number:010}", created_at=START + number, user_id=number))
    assert [int(job.id) async for job in repository.newest(3)] == [2, 3, 4]


async def test_charges_are_those_of_the_jobs_that_cost_something(repository: SqlJobRepository) -> None:
    for number, charged in enumerate([0, 5, 0, 7], 1):
        await put(repository, a_job(id=f"{number:010}", created_at=START + number, charged=charged))
    assert await repository.charges(START) == [
        Charge(10, "0000000002", 5, START + 2),
        Charge(10, "0000000004", 7, START + 4),
    ]
    assert [charge.credits for charge in await repository.charges(START + 2)] == [7]


async def test_failures_without_pictures_are_dropped_but_for_the_newest(repository: SqlJobRepository) -> None:
    failed: dict[str, Any] = {"state": JobState.FAILED, "acknowledged": True}
    dropped: list[dict[str, Any]] = [
        {"in_vain": True, "task_id": "t1"},
        {"state": JobState.CANCELLED, "in_vain": True},
    ]
    kept: list[dict[str, Any]] = [
        {},  # the newest of them
        {"task_id": "t4"},
        {"acknowledged": False},
        {"state": JobState.DELIVERED},
        {"user_id": 11},
    ]
    for number, fields in enumerate([*dropped, *kept], 1):
        await put(repository, a_job(id=str(number), created_at=START + number, **{**failed, **fields}))
    await repository.drop_failures(10, keep=1)
    assert _ids(await repository.of_user(10)) == ["6", "5", "4", "3"]
    assert _ids(await repository.of_user(11)) == ["7"]


async def test_references_that_a_job_still_points_to_are_wanted(repository: SqlJobRepository) -> None:
    for number, owner in enumerate([None, "0000000009", None], 1):
        await put(repository, a_job(id=f"{number:010}", references_from=owner))
    await repository.drop("0000000003")
    await put(repository, a_job(id="0000000003", acknowledged=True))
    asked = ["0000000001", "0000000003", "0000000009", "0000000010"]
    assert await repository.reference_owners(asked) == {"0000000001", "0000000009"}


async def test_a_job_that_its_member_drops_is_gone_but_not_what_it_cost(repository: SqlJobRepository) -> None:
    await put(repository, a_job(id="0000000001", task_id="task_1", charged=5, acknowledged=True))
    await put(repository, a_job(id="0000000002", charged=7, acknowledged=True))
    await repository.drop("0000000001")
    assert await repository.find("0000000001") is None
    assert await repository.find("task_1") is None
    assert _ids(await repository.of_user(10)) == ["0000000002"]
    assert [charge.credits for charge in await repository.charges(0)] == [5, 7]


async def test_erasing_takes_a_members_jobs_and_nobody_elses(repository: SqlJobRepository) -> None:
    await put(repository, a_job(id="mine-1", charged=5, acknowledged=True))
    await put(repository, a_job(id="mine-2", acknowledged=True))
    await put(repository, a_job(id="theirs", user_id=11, acknowledged=True))
    assert await repository.erase(10) == 2
    assert _ids([job async for job in repository.since(0)]) == ["theirs"]
    assert [charge.credits for charge in await repository.charges(0)] == [5]


async def test_an_open_job_that_is_erased_goes_on_unseen_and_is_emptied_at_its_end(
    repository: SqlJobRepository,
) -> None:
    await put(repository, a_job())
    await repository.erase(10)
    assert _ids(await repository.open_jobs()) == [a_job().id]
    assert await repository.of_user(10) == []
    assert [job async for job in repository.newest(5)] == []
    for done in (a_job(charged=3, acknowledged=True), a_job(charged=3, notified=True, acknowledged=True)):
        await put(repository, done)
        assert await repository.find(done.id) is None
    assert [charge.credits for charge in await repository.charges(0)] == [3]


@in_one_repository
@given(text=st.text())
@example(text="'; DROP TABLE jobs; --")
@example(text='" OR 1=1 --')
@example(text="%' OR user_id LIKE '%")
async def test_what_is_searched_for_is_never_read_as_sql(repository: SqlJobRepository, text: str) -> None:
    kept = a_job(id="the one", request=a_request(prompt="a red fox"))
    await put(repository, kept)
    assert await repository.find(text) == (kept if text == "the one" else None)
    assert await repository.of_user(10, text=text) == ([kept] if fold(text) in "a red fox" else [])
    assert [job async for job in repository.since(0)] == [kept]


async def test_a_row_that_can_not_be_read_keeps_no_other_job_from_going_on(
    repository: SqlJobRepository, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (1, 2, 3):
        await put(repository, a_job(id=f"{number:010}"))
    await database.write("UPDATE jobs SET data = ? WHERE id = ?", ('{"id": 7}', "0000000002"))
    with caplog.at_level(logging.ERROR):
        assert sorted(_ids(await repository.open_jobs())) == ["0000000001", "0000000003"]
    assert "can't be read" in caplog.text
