"""One task, polled until it is final."""

from dataclasses import replace
from itertools import pairwise
from statistics import fmean

import pytest

from bot.errors import FailureKind, JobFailed
from bot.images.errors import NoPictures
from bot.imini.errors import ApiError, BadResponse, ConnectionLost, RateLimited, TaskFailed, Unavailable, Unreachable
from bot.jobs.errors import TimedOut
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage, Task, TaskStatus
from bot.requests.request import MAX_COUNT
from bot.timing.estimator import DurationEstimator, kind_of
from bot.timing.polls import FIRST_POLL, WIDEST_POLL, PollSchedule
from bot.worker.tracker import EMPTY_RESULTS, FAILURES_FOR_OUTAGE, SOON, TICK
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_job, a_request
from tests.support.scripted import ScriptedClient
from tests.support.trackers import (
    DONE,
    QUEUED,
    RUNNING,
    TIMEOUT,
    Answer,
    a_tracker,
    ended,
    follow,
    in_turn,
    submitted,
)


def done_at(moment: float) -> Answer:
    """Running until then."""
    return lambda now: DONE if now >= moment else RUNNING


def learned(*seconds: float) -> DurationEstimator:
    estimator = DurationEstimator()
    for each in seconds:
        estimator.learn(a_request(), each)
    return estimator


async def test_the_last_update_has_the_pictures(clock: FakeClock) -> None:
    client = ScriptedClient(clock, in_turn(QUEUED, RUNNING, DONE))
    updates = await follow(a_tracker(client, clock), submitted())
    assert [update.job.status for update in updates] == ["queued", "queued", "processing", "succeeded"]
    assert [update.job.state for update in updates] == ["submitted"] * 3 + ["ready"]
    assert updates[-1].job.images == DONE.images
    assert updates[-1].job.generation_seconds == pytest.approx(fmean(client.asked[-2:]) - START)
    assert client.task_ids == {"task_7"}


async def test_the_first_query_comes_two_seconds_after_the_submit(clock: FakeClock) -> None:
    client = ScriptedClient(clock, in_turn(DONE))
    clock.advance(0.5)
    await follow(a_tracker(client, clock), submitted())
    assert client.asked == [START + FIRST_POLL]


async def test_a_job_from_before_a_restart_is_queried_at_once(clock: FakeClock) -> None:
    client = ScriptedClient(clock, in_turn(DONE))
    updates = await follow(a_tracker(client, clock), submitted(at=START - 600))
    assert client.asked == [START]
    assert [update.job.state for update in updates] == ["submitted", "ready"]


async def test_a_job_without_its_time_of_submit_counts_from_its_creation(clock: FakeClock) -> None:
    job = a_job(state=JobState.SUBMITTED, task_id="task_7", created_at=START - 100)
    error = await ended(a_tracker(ScriptedClient(clock, in_turn(RUNNING)), clock), job)
    assert isinstance(error, TimedOut)
    assert clock.time == START - 100 + TIMEOUT


@pytest.mark.parametrize(
    "answer", [RUNNING, Unreachable(), ApiError(500, kind=FailureKind.BUSY), Unavailable(503, retry_after=200)]
)
@pytest.mark.parametrize("seconds", [7.0, 60.0, TIMEOUT])
async def test_the_deadline_is_exact_and_asked_about_once_more(
    clock: FakeClock, answer: Task | JobFailed, seconds: float
) -> None:
    client = ScriptedClient(clock, in_turn(answer))
    clock.advance(1)
    error = await ended(a_tracker(client, clock, timeout=seconds), submitted())
    assert isinstance(error, TimedOut)
    assert (error.seconds, error.kind) == (seconds, FailureKind.TIMED_OUT)
    assert client.asked[-1] == clock.time == START + seconds


async def test_pictures_that_come_at_the_deadline_are_accepted(clock: FakeClock) -> None:
    client = ScriptedClient(clock, done_at(START + TIMEOUT))
    assert (await follow(a_tracker(client, clock), submitted()))[-1].job.state is JobState.READY


async def test_an_answer_that_never_comes_does_not_outlast_the_deadline(
    clock: FakeClock,
) -> None:
    client = ScriptedClient(clock, in_turn(DONE), delay=60)
    tracker = a_tracker(client, clock, timeout=0.1, last_query=0.05)
    assert isinstance(await ended(tracker, submitted()), TimedOut)


@pytest.mark.parametrize(
    "error",
    [
        Unreachable(),
        ConnectionLost(),
        BadResponse(),
        RateLimited(429),
        ApiError(502, kind=FailureKind.BUSY),
        Unavailable(503),
    ],
)
async def test_a_query_without_an_answer_is_asked_again(clock: FakeClock, error: JobFailed) -> None:
    client = ScriptedClient(clock, in_turn(*[error] * 9, RUNNING, error, DONE))
    assert (await follow(a_tracker(client, clock), submitted()))[-1].job.state is JobState.READY
    assert len(client.asked) == 12


async def test_imini_that_is_down_is_asked_ever_less_often(clock: FakeClock) -> None:
    client = ScriptedClient(clock, in_turn(*[Unreachable()] * 8, DONE))
    await follow(a_tracker(client, clock), submitted())
    assert gaps(client.asked) == pytest.approx([1.5, 2, 4, 8, 16, 30, 30, 30])


@pytest.mark.parametrize(("error", "seconds"), [(Unavailable(503, retry_after=42), 42), (RateLimited(429), 5)])
async def test_imini_is_left_alone_for_as_long_as_it_asks(clock: FakeClock, error: ApiError, seconds: float) -> None:
    client = ScriptedClient(clock, in_turn(error, DONE))
    await follow(a_tracker(client, clock), submitted())
    assert gaps(client.asked) == [seconds]


async def test_no_more_pictures_are_kept_than_one_card_can_hold(clock: FakeClock) -> None:
    flood = tuple(RemoteImage(f"https://cdn.example/{number}.png") for number in range(100))
    client = ScriptedClient(clock, in_turn(Task(TaskStatus.SUCCEEDED, images=flood)))
    assert (await follow(a_tracker(client, clock), submitted()))[-1].job.images == flood[:MAX_COUNT]


async def test_a_failed_task_is_final_and_says_why(clock: FakeClock) -> None:
    refused = Task(TaskStatus.FAILED, code="INVALID_PROMPT", message="not allowed", request_id="req_1")
    client = ScriptedClient(clock, in_turn(RUNNING, refused, DONE))
    error = await ended(a_tracker(client, clock), submitted())
    assert isinstance(error, TaskFailed)
    assert (error.code, error.message, error.request_id) == ("INVALID_PROMPT", "not allowed", "req_1")
    assert error.kind is FailureKind.MODERATION
    assert len(client.asked) == 2


async def test_success_without_pictures_is_believed_once_it_is_repeated(clock: FakeClock) -> None:
    empty = Task(TaskStatus.SUCCEEDED)
    client = ScriptedClient(clock, in_turn(RUNNING, *[empty] * (EMPTY_RESULTS - 1), ConnectionLost(), empty, DONE))
    assert (await follow(a_tracker(client, clock), submitted()))[-1].job.state is JobState.READY
    client = ScriptedClient(clock, in_turn(RUNNING, empty))
    assert isinstance(await ended(a_tracker(client, clock), submitted(at=clock.time)), NoPictures)
    assert len(client.asked) == 1 + EMPTY_RESULTS


async def test_a_task_that_ended_while_the_bot_was_down_is_still_delivered(clock: FakeClock) -> None:
    late = submitted(at=START - 10 * TIMEOUT)
    client = ScriptedClient(clock, in_turn(*[Unreachable()] * (FAILURES_FOR_OUTAGE - 1), DONE))
    assert (await follow(a_tracker(client, clock), late))[-1].job.state is JobState.READY
    assert gaps(client.asked) == [WIDEST_POLL] * (FAILURES_FOR_OUTAGE - 1)


async def test_past_the_deadline_a_slow_answer_is_waited_for(clock: FakeClock) -> None:
    client = ScriptedClient(clock, in_turn(DONE), delay=0.05)
    tracker = a_tracker(client, clock, last_query=0.01)
    assert (await follow(tracker, submitted(at=START - TIMEOUT)))[-1].job.state is JobState.READY


@pytest.mark.parametrize(("answer", "queries"), [(RUNNING, 1), (Unreachable(), FAILURES_FOR_OUTAGE)])
async def test_past_the_deadline_imini_is_asked_for_real_before_the_job_is_given_up(
    clock: FakeClock, answer: Task | JobFailed, queries: int
) -> None:
    client = ScriptedClient(clock, in_turn(answer))
    assert isinstance(await ended(a_tracker(client, clock), submitted(at=START - 2 * TIMEOUT)), TimedOut)
    assert len(client.asked) == queries


async def test_a_followed_job_teaches_how_long_its_like_takes(clock: FakeClock) -> None:
    estimator = learned(0.5, 20)
    client = ScriptedClient(clock, done_at(START + 9))
    [*_, last] = await follow(a_tracker(client, clock, estimator), submitted())
    assert (
        estimator.expected(a_request())
        == last.job.generation_seconds
        == pytest.approx(fmean(client.asked[-2:]) - START)
    )


@pytest.mark.parametrize(("said", "believed"), [(8.5, True), (9.4, True), (600.0, False), (0.5, False), (None, False)])
async def test_the_providers_own_times_count_where_they_agree_with_what_was_seen(
    clock: FakeClock, said: float | None, *, believed: bool
) -> None:
    client = ScriptedClient(clock, lambda now: replace(DONE, seconds=said) if now >= START + 8.5 else RUNNING)
    [*_, last] = await follow(a_tracker(client, clock), submitted())
    assert last.job.generation_seconds == pytest.approx(said if believed else fmean(client.asked[-2:]) - START)


async def test_a_job_that_ended_while_the_bot_was_down_teaches_by_the_providers_times(clock: FakeClock) -> None:
    estimator = learned(20, 20)
    client = ScriptedClient(clock, in_turn(replace(DONE, seconds=18.0)))
    [*_, last] = await follow(a_tracker(client, clock, estimator), submitted(at=START - 3600))
    assert last.job.generation_seconds == pytest.approx(18)
    assert estimator.learned(kind_of(a_request())) == 3


@pytest.mark.parametrize("drawn", [True, False])
async def test_what_being_queued_means_is_learned(clock: FakeClock, *, drawn: bool) -> None:
    """At one provider a queued task has all its time before it; another calls it queued until it is done."""
    estimator = learned(*[20.0] * 20)
    polls = PollSchedule(estimator)
    for _ in range(3):
        began = clock.time
        client = ScriptedClient(clock, in_turn(QUEUED, RUNNING if drawn else QUEUED, DONE))
        await follow(a_tracker(client, clock, estimator, polls=polls), submitted(at=began))
    assert polls.queue_tells == drawn
    after = polls.wait(a_request(), elapsed=21, queued=0)
    assert (after > 15) == drawn


async def test_a_job_found_finished_at_the_first_look_teaches_nothing(clock: FakeClock) -> None:
    estimator = learned(20, 20)
    client = ScriptedClient(clock, in_turn(Unreachable(), DONE))
    [*_, last] = await follow(a_tracker(client, clock, estimator), submitted(at=START - 3600))
    assert last.job.generation_seconds is None
    assert estimator.expected(a_request()) is None


async def test_without_learned_durations_no_progress_is_shown(clock: FakeClock) -> None:
    client = ScriptedClient(clock, done_at(START + 60))
    assert {update.progress for update in await follow(a_tracker(client, clock), submitted())} == {None}


async def test_progress_comes_from_learned_durations_and_never_goes_back(clock: FakeClock) -> None:
    client = ScriptedClient(clock, done_at(START + 50))
    updates = await follow(a_tracker(client, clock, learned(28, 30, 32)), submitted())
    shown = [update.progress for update in updates if update.progress]
    fractions = [progress.fraction for progress in shown]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert set(fractions) == {0, 0.5, 1}
    assert {progress.seconds_left for progress in shown} == {30, 15, 0}


async def test_a_job_that_is_much_later_than_usual_shows_no_progress(clock: FakeClock) -> None:
    client = ScriptedClient(clock, done_at(START + 90))
    updates = await follow(a_tracker(client, clock, learned(28, 30, 32)), submitted())
    assert updates[-2].progress is None
    assert [update.progress.fraction for update in updates if update.progress][-1] == 1


@pytest.mark.parametrize("usual", [15.0, 18.0, 21.0, 27.0])
async def test_a_step_of_the_progress_waits_for_a_query_that_comes_soon(clock: FakeClock, usual: float) -> None:
    client = ScriptedClient(clock, done_at(START + 2 * usual))
    tracker = a_tracker(client, clock, learned(*[usual * factor for factor in (0.6, 0.8, 1, 1.2, 1.5)] * 4))
    told = [clock.time async for _ in tracker.follow(submitted())]
    between = [moment for moment in told if moment not in client.asked]
    assert all(min(asked for asked in client.asked if asked > moment) - moment >= SOON for moment in between)


async def test_a_long_wait_is_interrupted_for_cards_that_can_soon_be_edited_no_longer(clock: FakeClock) -> None:
    client = ScriptedClient(clock, in_turn(Unavailable(503, retry_after=40), DONE))
    told = [clock.time async for _ in a_tracker(client, clock).follow(submitted())]
    first = START + FIRST_POLL
    assert told == [START, first + TICK, first + 2 * TICK, first + 40]


async def test_a_wait_is_interrupted_for_each_step_of_the_progress_and_for_nothing_else(clock: FakeClock) -> None:
    client = ScriptedClient(clock, done_at(START + 21))
    tracker = a_tracker(client, clock, learned(*[21.0] * 20))
    told = [clock.time - START async for _ in tracker.follow(submitted())]
    asked = [moment - START for moment in client.asked]
    assert [moment for moment in told if moment not in asked] == pytest.approx([0, 10.5])


async def test_a_task_that_waits_for_its_turn_shows_no_progress_until_it_is_drawn(clock: FakeClock) -> None:
    client = ScriptedClient(clock, lambda now: DONE if now >= START + 70 else RUNNING if now > START + 30 else QUEUED)
    updates = await follow(a_tracker(client, clock, learned(*[20.0] * 20)), submitted())
    asked = clock.time  # the first query finds it queued
    del asked
    seen = [update for update in updates if update.job.state is JobState.SUBMITTED]
    assert [bool(update.progress) for update in seen][:2] == [True] * 2
    assert {update.progress for update in seen[2:]} == {None}


def gaps(moments: list[float]) -> list[float]:
    """The seconds between one moment and the next."""
    return [later - earlier for earlier, later in pairwise(moments)]
