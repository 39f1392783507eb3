"""Looking up the pictures of failed jobs at imini."""

import logging

import pytest

from bot.errors import FailureKind
from bot.imini.errors import (
    AccountRefused,
    ApiError,
    BadResponse,
    ConnectionLost,
    RateLimited,
    TaskNotFound,
    Unreachable,
)
from bot.imini.result_lookup import LookupOutcome, LookupResult, ResultLookup
from bot.jobs.task import RemoteImage, Task, TaskStatus
from tests.support.imini import FakeImini
from tests.support.jobs import a_job

IMAGE = RemoteImage("https://file.iminicdn.com/1.png", 1024, 1024)


async def _looked_up(state: Task | Exception) -> LookupResult:
    imini = FakeImini()
    imini.states.append(state)
    return await ResultLookup(imini).look_up(a_job(task_id="task_7"))


async def test_pictures_that_are_there_are_found() -> None:
    assert await _looked_up(Task(TaskStatus.SUCCEEDED, (IMAGE,))) == LookupResult(LookupOutcome.FOUND, (IMAGE,))


@pytest.mark.parametrize("status", [TaskStatus.QUEUED, TaskStatus.PROCESSING])
async def test_a_task_that_still_runs_is_no_loss(status: TaskStatus) -> None:
    assert await _looked_up(Task(status)) == LookupResult(LookupOutcome.DRAWING)


async def test_the_log_says_why_imini_gave_up(caplog: pytest.LogCaptureFixture) -> None:
    failed = Task(TaskStatus.FAILED, code="UPSTREAM_ERROR", message="the model is away")
    with caplog.at_level(logging.INFO):
        assert await _looked_up(failed) == LookupResult(LookupOutcome.GIVEN_UP)
    assert "UPSTREAM_ERROR: the model is away" in caplog.text
    assert await _looked_up(Task(TaskStatus.FAILED)) == LookupResult(LookupOutcome.GIVEN_UP)


@pytest.mark.parametrize("state", [TaskNotFound(status=404), Task(TaskStatus.SUCCEEDED)])
async def test_a_task_without_pictures_is_gone(state: Task | Exception) -> None:
    assert await _looked_up(state) == LookupResult(LookupOutcome.GONE)


@pytest.mark.parametrize(
    "error",
    [
        Unreachable(),
        ConnectionLost(),
        BadResponse(),
        RateLimited(429),
        ApiError(500, kind=FailureKind.BUSY),
        AccountRefused(401, kind=FailureKind.KEY_REFUSED),
    ],
)
async def test_an_imini_that_does_not_answer_proves_nothing(error: Exception) -> None:
    assert await _looked_up(error) == LookupResult(LookupOutcome.SILENT)
