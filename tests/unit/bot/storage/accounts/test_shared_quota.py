"""Credits that several processes count: as exact as those that one process counts in memory."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import astuple
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bot.credits.errors import QuotaExceeded, TooManyRunning
from bot.credits.memory_quota import MemoryQuota
from bot.credits.quota import Balance
from bot.errors import StorageUnavailable
from bot.jobs.errors import TakenOver
from bot.jobs.job import Job
from bot.jobs.state import JobState
from tests.support.accounts import LIMIT, MAX_RUNNING, WINDOW, Accounts, a_process
from tests.support.clock import FakeClock
from tests.support.databases import end_run
from tests.support.postgres import PostgresServer

Result = TypeVar("Result")


class BothQuotas(RuleBasedStateMachine):
    """Whatever members do, both quotas say the same."""

    open_jobs: Bundle[Job] = Bundle("open jobs")
    failed: Bundle[Job] = Bundle("failed jobs")

    def __init__(self, runner: asyncio.Runner, accounts: Accounts) -> None:
        super().__init__()
        self.runner = runner
        self.clock = FakeClock()
        accounts.clock = self.clock
        self.memory = MemoryQuota(WINDOW, self.clock.clock)
        self.accounts = Accounts(accounts.database, accounts.run, self.clock)
        job = self.accounts.a_job()
        self.members = [100 * int(job.id, 16) + number for number in (1, 2)]
        """Two whom no earlier example knows."""

    def outcome(self, work: Coroutine[Any, Any, Result]) -> Result | tuple[Any, ...]:
        """What comes of it, or how it is refused."""
        try:
            return self.runner.run(work)
        except (QuotaExceeded, TooManyRunning) as refusal:
            return type(refusal), *astuple(refusal)

    def agree(self, one: Coroutine[Any, Any, Result], other: Coroutine[Any, Any, Result]) -> bool:
        """Do both; whether they were accepted."""
        outcome = self.outcome(one)
        assert self.outcome(other) == outcome
        return outcome is None

    @rule(target=open_jobs, member=st.integers(0, 1), cost=st.integers(0, LIMIT + 1))
    def open(self, member: int, cost: int) -> Job | MultipleResults[Job]:
        job = self.accounts.a_job(self.members[member], cost)
        reserve = self.memory.reserve(job.user_id, job.id, cost)
        return job if self.agree(reserve, self.accounts.intake.open(job)) else multiple()

    @rule(target=open_jobs, job=consumes(failed))
    def reopen(self, job: Job) -> Job | MultipleResults[Job]:
        job = job.advance(JobState.READY, acknowledged=False, created_at=self.clock.time)
        reserve = self.memory.reserve(job.user_id, job.id, job.cost)
        return job if self.agree(reserve, self.accounts.intake.reopen(job)) else multiple()

    @rule(job=open_jobs, share=st.floats(0, 1))
    def settle_and_go_on(self, job: Job, share: float) -> None:
        # Once all credits went back, the memory holds nothing that a later charge could change.
        charged = min(job.cost, 1 + int(job.cost * share))
        self.agree(self.memory.settle(job.id, charged), self.accounts.quota.settle(job.id, charged))
        self.runner.run(self.accounts.repository.save(job.with_(alt="a message is out")))

    @rule(job=consumes(open_jobs), share=st.floats(0, 1))
    def end(self, job: Job, share: float) -> None:
        charged = min(job.cost, 1 + int(job.cost * share))
        self.runner.run(self.memory.settle(job.id, charged))
        self.runner.run(self.accounts.end(job, charged))

    @rule(target=failed, job=consumes(open_jobs))
    def fail(self, job: Job) -> Job:
        self.runner.run(self.memory.settle(job.id, 0))
        return self.runner.run(self.accounts.fail(job))

    @rule(member=st.integers(0, 1))
    def erase(self, member: int) -> None:
        """It gives nothing back."""
        self.runner.run(self.accounts.repository.erase(self.members[member]))

    @rule(seconds=st.floats(0, WINDOW.seconds))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(member=st.integers(0, 1))
    def wait_for_the_next_credits(self, member: int) -> None:
        balance = self.runner.run(self.memory.balance(self.members[member]))
        self.clock.reach(balance.next_at or self.clock.time)

    @invariant()
    def balances_agree(self) -> None:
        for member in self.members:
            self.agree(self.memory.balance(member), self.accounts.quota.balance(member))
            self.agree(self.memory.check(member, LIMIT), self.accounts.quota.check(member, LIMIT))


def test_shared_credits_are_those_that_one_process_would_count(postgres_url: str) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        accounts = runner.run(stack.enter_async_context(a_process(postgres_url, FakeClock())))

        class Members(BothQuotas):
            def __init__(self) -> None:
                super().__init__(runner, accounts)

        try:
            run_state_machine_as_test(Members, settings=settings(max_examples=25, stateful_step_count=25))
        finally:
            runner.run(stack.aclose())


@pytest.mark.parametrize("fraction", [0.001, 1 / 3, 0.999])
async def test_credits_are_back_exactly_when_it_was_said(process: Accounts, clock: FakeClock, fraction: float) -> None:
    clock.advance(fraction)
    await process.end(await process.open(cost=LIMIT), LIMIT)
    back = (await process.quota.balance(1)).next_at
    assert back is not None
    clock.reach(back - 0.001)
    with pytest.raises(QuotaExceeded) as caught:
        await process.open()
    assert caught.value.next_at == back
    clock.reach(back)
    await process.open(cost=LIMIT)


async def test_a_job_that_runs_for_longer_than_the_window_still_counts(process: Accounts, clock: FakeClock) -> None:
    await process.open(cost=6)
    clock.advance(3 * WINDOW.seconds)
    assert await process.quota.balance(1) == Balance(used=6, limit=LIMIT, running=1, next_at=clock.time)


async def test_jobs_of_all_processes_count(process: Accounts, other: Accounts) -> None:
    await process.open(cost=4)
    await other.end(await other.open(cost=5), 5)
    with pytest.raises(QuotaExceeded) as caught:
        await process.open(cost=2)
    assert (caught.value.left, await other.used()) == (1, 9)
    for _ in range(MAX_RUNNING - 1):
        await other.open(cost=0)
    with pytest.raises(TooManyRunning):
        await process.open(cost=0)


async def test_erasing_refills_nothing(process: Accounts) -> None:
    await process.end(await process.open(cost=4), 4)
    await process.open(cost=5)
    await process.repository.erase(1)
    assert await process.used() == 9


async def test_what_is_settled_may_be_spent_while_the_pictures_are_posted(process: Accounts, other: Accounts) -> None:
    job = await process.open(cost=LIMIT)
    await process.quota.settle(job.id, 3)
    await process.repository.save(job.with_(alt="a message is out"))
    await other.open(cost=LIMIT - 3)
    assert await process.used() == LIMIT
    await process.end(job, 3)
    assert await process.used() == LIMIT


async def test_a_job_that_fails_after_it_was_settled_costs_nothing(process: Accounts) -> None:
    job = await process.open(cost=LIMIT)
    await process.quota.settle(job.id, 3)
    await process.fail(job)
    assert await process.used() == 0


async def test_what_another_run_works_on_is_not_settled(process: Accounts, other: Accounts) -> None:
    job = await process.open(cost=5)
    await end_run(process.database, process.run)
    with pytest.raises(TakenOver):
        await process.quota.settle(job.id, 1)
    assert await other.repository.adopt(1) == [job]
    with pytest.raises(TakenOver):
        await process.quota.settle(job.id, 1)
    assert await other.used() == 5


@pytest.mark.parametrize("by", [-60, -3600, -(10**9)])
async def test_a_clock_that_is_set_back_gives_nobody_more_credits(
    process: Accounts, clock: FakeClock, by: float
) -> None:
    await process.end(await process.open(cost=4), 4)
    clock.set_by(by)
    assert await process.quota.balance(1) == Balance(4, LIMIT, running=0, next_at=clock.time + WINDOW.seconds)
    with pytest.raises(QuotaExceeded):
        await process.open(cost=LIMIT - 3)
    clock.advance(-by + WINDOW.seconds)
    assert await process.used() == 0


async def test_a_member_is_told_if_their_credits_can_not_be_read(
    postgres_url: str, postgres_server: PostgresServer, clock: FakeClock
) -> None:
    async with a_process(postgres_url, clock) as process:
        impatient = Accounts(process.database.within(0.3), process.run, clock)
        with postgres_server.paused():
            for call in (impatient.quota.balance(1), impatient.quota.check(1, 1), impatient.attempts.check(1)):
                with pytest.raises(StorageUnavailable):
                    await call
