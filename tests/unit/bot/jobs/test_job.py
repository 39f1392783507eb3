"""What a job says of itself."""

import pytest

from bot.errors import FailureKind
from bot.jobs.job import Failure
from bot.jobs.state import JobState
from tests.support.jobs import a_job

GIVEN_UP = {FailureKind.MODERATION, FailureKind.BAD_INPUT, FailureKind.BUSY, FailureKind.UNFINISHED}


def test_a_job_moves_on_without_changing_what_it_was() -> None:
    job = a_job()
    moved = job.advance(JobState.SUBMITTING, task_id="task_1")
    assert (job.state, job.task_id) == (JobState.ACCEPTED, None)
    assert (moved.state, moved.task_id, moved.id) == (JobState.SUBMITTING, "task_1", job.id)


@pytest.mark.parametrize("state", JobState)
def test_what_changes_in_a_job_leaves_its_state_alone(state: JobState) -> None:
    job = a_job(state=state)
    assert job.with_(alt="a fox") == a_job(state=state, alt="a fox")
    with pytest.raises(TypeError):
        job.with_(state=JobState.DELIVERED)  # type: ignore[call-arg]  # what mypy refuses is refused at run time, too


@pytest.mark.parametrize("charged", [0, 3])
@pytest.mark.parametrize("state", JobState)
def test_pictures_may_be_seen_of_jobs_that_were_charged_or_brought_to_their_end(state: JobState, charged: int) -> None:
    at_no_price = state in {JobState.DELIVERED, JobState.UNDELIVERED}
    assert a_job(state=state, charged=charged).paid == (charged > 0 or at_no_price)


def test_what_was_paid_is_not_recovered_for_a_second_payment() -> None:
    lost = a_job(state=JobState.FAILED, failure=Failure(FailureKind.TIMED_OUT), task_id="task_1", acknowledged=True)
    assert lost.recoverable
    assert not lost.with_(charged=1).recoverable


@pytest.mark.parametrize("kind", FailureKind)
def test_pictures_can_be_recovered_where_imini_may_still_have_them(kind: FailureKind) -> None:
    job = a_job(state=JobState.FAILED, failure=Failure(kind), task_id="task_1", acknowledged=True)
    assert job.recoverable == (kind not in GIVEN_UP)


@pytest.mark.parametrize("lacking", [{"task_id": None}, {"acknowledged": False}, {"failure": None}])
def test_nothing_can_be_recovered_of_a_job_that_imini_never_had_or_that_is_not_over(lacking: dict[str, object]) -> None:
    whole: dict[str, object] = {"failure": Failure(FailureKind.TIMED_OUT), "task_id": "task_1", "acknowledged": True}
    assert not a_job(state=JobState.FAILED, **{**whole, **lacking}).recoverable


@pytest.mark.parametrize("state", [state for state in JobState if state is not JobState.FAILED])
def test_no_job_is_recovered_but_one_that_failed(state: JobState) -> None:
    assert not a_job(
        state=state, failure=Failure(FailureKind.TIMED_OUT), task_id="task_1", acknowledged=True
    ).recoverable
