"""Refused queries: a gateway says nothing about the task, and imini itself must deny it for minutes."""

import pytest

from bot.errors import FailureKind, JobFailed
from bot.imini.errors import AccountRefused, ApiError, ConnectionLost, NotPassedOn, PromptRefused, TaskNotFound
from bot.jobs.errors import TimedOut
from bot.jobs.state import JobState
from bot.jobs.task import Task
from bot.worker.tracker import DENIED_FOR, FAILURES_FOR_OUTAGE
from tests.support.clock import FakeClock
from tests.support.jobs import START
from tests.support.scripted import ScriptedClient
from tests.support.trackers import DONE, RUNNING, TIMEOUT, a_tracker, ended, follow, in_turn, submitted


@pytest.mark.parametrize("denial", [TaskNotFound(404), PromptRefused(403)])
async def test_a_denial_is_believed_once_imini_has_kept_to_it_for_minutes(clock: FakeClock, denial: ApiError) -> None:
    client = ScriptedClient(clock, lambda now: denial if now < START + DENIED_FOR else DONE)
    assert (await follow(a_tracker(client, clock), submitted()))[-1].job.state is JobState.READY
    client, began = ScriptedClient(clock, in_turn(denial)), clock.time
    assert await ended(a_tracker(client, clock), submitted(at=began)) is denial
    assert DENIED_FOR < clock.time - began < DENIED_FOR + 60
    assert len(client.asked) > FAILURES_FOR_OUTAGE


@pytest.mark.parametrize(
    "trouble",
    [
        NotPassedOn(403),
        NotPassedOn(404),
        NotPassedOn(408),
        AccountRefused(401, kind=FailureKind.KEY_REFUSED),
        AccountRefused(402),
        AccountRefused(403),
        ApiError(418),
    ],
)
async def test_a_gateways_page_and_an_account_in_trouble_are_not_the_end_of_a_task(
    clock: FakeClock, trouble: ApiError
) -> None:
    client = ScriptedClient(clock, lambda now: trouble if now < START + TIMEOUT - 60 else DONE)
    assert (await follow(a_tracker(client, clock), submitted()))[-1].job.state is JobState.READY
    client = ScriptedClient(clock, in_turn(trouble))
    error = await ended(a_tracker(client, clock), submitted(at=clock.time))
    assert (type(error), error.kind) == (TimedOut, FailureKind.TIMED_OUT)


async def test_a_denial_does_not_outlast_the_deadline(clock: FakeClock) -> None:
    client = ScriptedClient(clock, in_turn(TaskNotFound(404)))
    assert isinstance(await ended(a_tracker(client, clock, timeout=60), submitted()), TimedOut)
    assert clock.time == START + 60


@pytest.mark.parametrize("between", [ConnectionLost(), NotPassedOn(502), RUNNING])
async def test_denials_count_only_in_a_row(clock: FakeClock, between: Task | JobFailed) -> None:
    answers = [*[TaskNotFound(404)] * 5, between]
    client = ScriptedClient(clock, in_turn(*answers * 12, DONE))
    assert (await follow(a_tracker(client, clock, timeout=3000), submitted()))[-1].job.state is JobState.READY
    assert clock.time - START > DENIED_FOR


async def test_the_first_denial_after_an_outage_is_not_believed(clock: FakeClock) -> None:
    client = ScriptedClient(clock, in_turn(*[ConnectionLost()] * 20, TaskNotFound(404), DONE))
    assert (await follow(a_tracker(client, clock), submitted()))[-1].job.state is JobState.READY
