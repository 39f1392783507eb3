"""Credits in a rolling window are exact, whatever the order of events."""

from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.credits.memory_quota import MemoryQuota
from bot.credits.window import CreditWindow
from tests.support.clock import FakeClock

LIMIT = 10
MAX_RUNNING = 3
WINDOW = 3600.1
MEMBERS = st.sampled_from([1, 2])
Result = TypeVar("Result")


@dataclass(frozen=True)
class Spent:
    """A job in the naive model."""

    user_id: int
    at: float
    credits: int
    running: bool


def at_once(call: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine that must not suspend: nothing else may run between its reads and its writes."""
    try:
        call.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    raise AssertionError("the quota waited")


class QuotaMachine(RuleBasedStateMachine):
    """Members and time in any order, compared with a model that keeps every job and recounts them each time."""

    jobs: Bundle[str] = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.quota = MemoryQuota(CreditWindow(LIMIT, WINDOW, MAX_RUNNING), self.clock.clock)
        self.model: dict[str, Spent] = {}

    def of(self, user_id: int) -> list[Spent]:
        """A member's jobs since the beginning."""
        return [job for job in self.model.values() if job.user_id == user_id]

    def used(self, user_id: int) -> int:
        """Credits that count now."""
        now = self.clock.time
        return sum(job.credits for job in self.of(user_id) if job.running or job.at + WINDOW > now)

    def running(self, user_id: int) -> int:
        """Jobs that run now."""
        return sum(job.running for job in self.of(user_id))

    def back_at(self, user_id: int, most: int) -> float | None:
        """The first moment at which no more than ``most`` credits count, if what runs now has ended by then."""
        jobs = self.of(user_id)
        for moment in sorted(max(self.clock.time, job.at + WINDOW) for job in jobs):
            if sum(job.credits for job in jobs if job.at + WINDOW > moment) <= most:
                return moment
        return None

    @rule(target=jobs, user_id=MEMBERS, cost=st.integers(0, LIMIT + 1))
    def reserve(self, user_id: int, cost: int) -> str:
        job_id = f"job {len(self.model)}"
        call = self.quota.reserve(user_id, job_id, cost)
        left = max(0, LIMIT - self.used(user_id))
        if self.running(user_id) >= MAX_RUNNING:
            with pytest.raises(TooManyRunning):
                at_once(call)
        elif cost > left:
            with pytest.raises(QuotaExceeded) as caught:
                at_once(call)
            assert (caught.value.needed, caught.value.left) == (cost, left)
            assert caught.value.next_at == self.back_at(user_id, LIMIT - cost)
        else:
            at_once(call)
            self.model[job_id] = Spent(user_id, self.clock.time, cost, running=True)
        return job_id

    @rule(
        target=jobs,
        user_id=MEMBERS,
        cost=st.integers(1, LIMIT),
        age=st.floats(0, 2 * WINDOW),
        running=st.booleans(),
    )
    def restore(self, user_id: int, cost: int, age: float, running: bool) -> str:
        job_id = f"job {len(self.model)}"
        at = self.clock.time - age
        at_once(self.quota.restore(user_id, job_id, cost, at, running=running))
        self.model[job_id] = Spent(user_id, at, cost, running)
        return job_id

    @rule(job_id=jobs, share=st.floats(0, 1))
    def settle(self, job_id: str, share: float) -> None:
        """End a job, or correct what it cost; it may have been refused."""
        job = self.model.get(job_id)
        charged = int(job.credits * share) if job else 1
        at_once(self.quota.settle(job_id, charged))
        if job:
            self.model[job_id] = replace(job, credits=charged, running=False)

    @rule(seconds=st.floats(0, WINDOW))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(user_id=MEMBERS)
    def wait_for_the_next_credits(self, user_id: int) -> None:
        self.clock.reach(at_once(self.quota.balance(user_id)).next_at or self.clock.time)

    @invariant()
    def every_balance_is_what_the_model_counts(self) -> None:
        for user_id in (1, 2):
            balance = at_once(self.quota.balance(user_id))
            used = self.used(user_id)
            assert (balance.used, balance.left, balance.limit) == (used, max(0, LIMIT - used), LIMIT)
            assert balance.running == self.running(user_id)
            assert balance.next_at == (self.back_at(user_id, used - 1) if used else None)


TestAnyInterleaving = QuotaMachine.TestCase
TestAnyInterleaving.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
