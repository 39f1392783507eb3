"""Which state of a job may follow which."""

from itertools import product

import pytest

from bot.jobs.state import STEPS, ForbiddenStep, JobState
from tests.support.jobs import a_job

RUNNING = {JobState.ACCEPTED, JobState.SUBMITTING, JobState.SUBMITTED, JobState.READY}
ALLOWED = {
    ("accepted", "submitting"),
    ("accepted", "failed"),
    ("accepted", "cancelled"),
    ("submitting", "accepted"),
    ("submitting", "submitted"),
    ("submitting", "failed"),
    ("submitting", "unknown"),
    ("submitted", "ready"),
    ("submitted", "failed"),
    ("ready", "delivered"),
    ("ready", "undelivered"),
    ("ready", "failed"),
    ("undelivered", "delivered"),
    ("failed", "ready"),
}


@pytest.mark.parametrize("state", JobState)
def test_a_job_runs_until_it_has_ended(state: JobState) -> None:
    assert state.is_active == (state in RUNNING)


def test_every_state_says_which_may_follow_it() -> None:
    assert list(STEPS) == list(JobState)


@pytest.mark.parametrize(("state", "following"), [*product(JobState, JobState)])
def test_a_job_takes_the_steps_of_the_table_and_no_other(state: JobState, following: JobState) -> None:
    job = a_job(state=state)
    if (state, following) in ALLOWED:
        assert job.advance(following, alt="a fox") == a_job(state=following, alt="a fox")
    else:
        with pytest.raises(ForbiddenStep, match=f"from {state} to {following}$"):
            job.advance(following)


@pytest.mark.parametrize("state", JobState)
def test_no_job_is_moved_to_the_state_it_has(state: JobState) -> None:
    assert state not in STEPS[state]
