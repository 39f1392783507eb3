"""Whatever happens in whatever order, no cap is exceeded, and every counter is the sum of the jobs it is about."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, settings
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

from bot.budgets.errors import BudgetExceeded
from bot.budgets.spans import span_at
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.runtime.clock import Clock
from bot.servers.rules import Budget, Period, ServerRules
from bot.storage.postgres.database import open_database
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.budgets import Governed, InPostgres, InSqlite, a_host
from tests.support.clock import FakeClock
from tests.support.databases import a_run
from tests.support.jobs import a_card, a_job

Result = TypeVar("Result")
Counts = Callable[[Job], bool]
"""Whether a job counts for a cap."""

BUDGETS = st.none() | st.builds(Budget, credits=st.integers(0, 30), period=st.sampled_from(Period))
ZONES = ("UTC", "Europe/Berlin", "Pacific/Auckland")
MEMBERS, SERVERS = st.sampled_from([1, 2]), st.sampled_from([0, 30, 31])
HOUR = 3600.0

_EVERY_COUNTER = """
    SELECT spending.account, spending.spent, (
        SELECT coalesce(sum(credits), 0) FROM jobs
        WHERE created_at >= starts AND created_at < ends AND (
            account = 'bot' OR account = 'host:' || server_id OR account = 'server:' || server_id
            OR account = 'member:' || server_id || ':' || user_id
        )
    ) AS total FROM spending
"""


@dataclass(frozen=True)
class Opened:
    """A job in the naive model, with what it reserves or cost."""

    job: Job
    credits: int


class Spenders(RuleBasedStateMachine):
    """Members of three places spend, hosts and managers change the caps, time passes, jobs are erased and forgotten."""

    open_jobs: Bundle[str] = Bundle("open jobs")
    failed: Bundle[str] = Bundle("failed jobs")

    def __init__(self, runner: asyncio.Runner, world: InSqlite | InPostgres) -> None:
        super().__init__()
        self.runner = runner
        self.world = world
        self.repository = world.repository
        # Near the end of a day, a week and a month, as those of Berlin see it: a Sunday, 2026-05-31.
        self.clock = FakeClock(1_780_264_000.0)
        self.model: dict[str, Opened] = {}
        self.host = a_host()
        self.server_rules: dict[int, ServerRules] = {}
        self.granted: list[tuple[int, int | None, int, float]] = []
        self.number = 0
        for table in ("jobs", "spending", "grants", "servers", "posts"):
            self.run(world.database.write(f"DELETE FROM {table}", ()))  # noqa: S608 - constant
        self.govern()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)

    def govern(self) -> None:
        """Start anew with the host's present budgets."""
        self.governed = Governed(self.world.database, self.clock.clock, self.host, type(self.world).stores)
        self.intake, self.quota = self.world.accounts(self.clock, self.governed)

    def caps(self, server: int, user: int) -> list[tuple[Counts, int]]:
        """Which jobs each cap is about, and what they may cost together."""
        rules = self.server_rules.get(server, ServerRules())
        at_host, here = (self.host.zone, self.clock.time), (rules.zone, self.clock.time)
        return [
            *_cap(self.host.bot, *at_host, lambda _: True),
            *_cap(self.host.server, *at_host, lambda job: job.server_id == server),
            *_cap(rules.server_budget, *here, lambda job: job.server_id == server, self.more(server, None)),
            *_cap(
                rules.member_budget,
                *here,
                lambda job: (job.server_id, job.user_id) == (server, user),
                self.more(server, user),
            ),
        ]

    def more(self, server: int, user: int | None) -> int:
        """What was granted and still holds."""
        return sum(credits for *to, credits, ends in self.granted if to == [server, user] and self.clock.time < ends)

    def reserve(self, job: Job, store: Callable[[Job], Coroutine[Any, Any, None]]) -> bool:
        """Try it; whether it was accepted, which is checked against the model."""
        caps = self.caps(job.server_id, job.user_id)
        fits = not job.cost or all(self.spent(counts) + job.cost <= limit for counts, limit in caps)
        if not fits:
            with pytest.raises(BudgetExceeded) as caught:
                self.run(store(job))
            assert caught.value.spending.left < job.cost
            return False
        self.run(store(job))
        self.model[job.id] = Opened(job, job.cost)
        assert not job.cost or all(self.spent(counts) <= limit for counts, limit in caps)
        return True

    def new_job(self, server: int, user: int, cost: int) -> Job:
        self.number += 1
        return a_job(
            id=f"{self.number:010x}",
            interaction_id=self.number,
            user_id=user,
            cost=cost,
            created_at=self.clock.time,
            state=JobState.READY,
            task_id="task",
            card=a_card(guild_id=server or 99, bot_in_channel=bool(server)),
        )

    def spent(self, counts: Counts) -> int:
        return sum(opened.credits for opened in self.model.values() if counts(opened.job))

    def charge(self, job_id: str, credits: int) -> None:
        self.model[job_id] = replace(self.model[job_id], credits=credits)

    def end(self, job_id: str, state: JobState, charged: int) -> None:
        job = self.model[job_id].job.advance(state, charged=charged, acknowledged=True)
        self.run(self.quota.finish(job.id, charged))
        self.run(self.repository.save(job))
        self.model[job_id] = Opened(job, charged)

    @rule(target=open_jobs, server=SERVERS, user=MEMBERS, cost=st.integers(0, 12))
    def open(self, server: int, user: int, cost: int) -> str | MultipleResults[str]:
        job = self.new_job(server, user, cost)
        return job.id if self.reserve(job, self.intake.open) else multiple()

    @rule(server=SERVERS, user=MEMBERS)
    def open_what_costs_one_credit_too_much(self, server: int, user: int) -> None:
        left = min((limit - self.spent(counts) for counts, limit in self.caps(server, user)), default=None)
        if left is not None and left >= 0:
            assert not self.reserve(self.new_job(server, user, left + 1), self.intake.open)

    @rule(target=open_jobs, job_id=consumes(failed))
    def reopen(self, job_id: str) -> str | MultipleResults[str]:
        if job_id not in self.model:
            return multiple()
        failed = self.model[job_id].job
        job = failed.advance(JobState.READY, acknowledged=False, created_at=self.clock.time)
        return job_id if self.reserve(job, self.intake.reopen) else multiple()

    @rule(job_id=open_jobs, share=st.floats(0, 1))
    def settle(self, job_id: str, share: float) -> None:
        opened = self.model.get(job_id)
        if opened and not opened.job.acknowledged:
            charged = int(opened.job.cost * share)
            self.run(self.quota.settle(job_id, charged))
            if self.world.settles_at_once:
                self.charge(job_id, charged)

    @rule(job_id=consumes(open_jobs), share=st.floats(0, 1))
    def deliver(self, job_id: str, share: float) -> None:
        self.end(job_id, JobState.DELIVERED, int(self.model[job_id].job.cost * share))

    @rule(target=failed, job_id=consumes(open_jobs))
    def fail(self, job_id: str) -> str:
        self.end(job_id, JobState.FAILED, 0)
        return job_id

    @rule(user=MEMBERS)
    def erase(self, user: int) -> None:
        self.run(self.repository.erase(user))

    @rule(days=st.integers(1, 40))
    def forget(self, days: int) -> None:
        before = self.clock.time - days * 24 * HOUR
        self.run(self.repository.forget(before))
        kept = {key: one for key, one in self.model.items() if not one.job.acknowledged or one.job.created_at >= before}
        self.model = kept

    @rule(hours=st.floats(0, 40))
    def wait(self, hours: float) -> None:
        self.clock.advance(hours * HOUR)

    @rule(bot=BUDGETS, server=BUDGETS, zone=st.sampled_from(ZONES))
    def change_the_host_s_budgets(self, bot: Budget | None, server: Budget | None, zone: str) -> None:
        self.host = a_host(bot, server, zone)
        self.govern()

    @rule(server=st.sampled_from([30, 31]), of_server=BUDGETS, of_member=BUDGETS, zone=st.sampled_from(ZONES))
    def change_a_server_s_budgets(
        self, server: int, of_server: Budget | None, of_member: Budget | None, zone: str
    ) -> None:
        self.server_rules[server] = rules = ServerRules(
            time_zone=zone, server_budget=of_server, member_budget=of_member
        )
        self.run(self.governed.rules.change(server, 1, lambda _: rules))

    @rule(server=st.sampled_from([30, 31]), user=st.none() | MEMBERS, credits=st.integers(1, 9), days=st.integers(1, 9))
    def grant(self, server: int, user: int | None, credits: int, days: int) -> None:
        ends = self.clock.time + days * 24 * HOUR
        self.run(self.governed.grants.grant(server, user, credits, ends, 1))
        self.granted.append((server, user, credits, ends))

    @rule()
    def forget_counters_that_are_over(self) -> None:
        self.run(self.governed.counters.forget(self.clock.time - 48 * HOUR))

    @invariant()
    def every_counter_is_the_sum_of_its_jobs(self) -> None:
        rows = self.run(self.world.database.fetch(_EVERY_COUNTER))
        assert [row["spent"] for row in rows] == [row["total"] for row in rows]

    def teardown(self) -> None:
        self.run(self.governed.tasks.close())


def _cap(
    budget: Budget | None, zone: ZoneInfo, at: float, counts: Counts, more: int = 0
) -> Iterator[tuple[Counts, int]]:
    if budget:
        span = span_at(budget.period, zone, at)
        yield lambda job: job.created_at in span and counts(job), budget.credits + more


# Not shrunk: over a database that takes five minutes, and the steps that failed are printed anyway.
FEW = settings(
    max_examples=25, stateful_step_count=40, deadline=None, phases=[Phase.generate], report_multiple_bugs=False
)


def _spend_in(runner: asyncio.Runner, world: InSqlite | InPostgres) -> None:
    class Members(Spenders):
        def __init__(self) -> None:
            super().__init__(runner, world)

    run_state_machine_as_test(Members, settings=FEW)


def test_in_sqlite_no_order_of_events_exceeds_a_cap(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        database = runner.run(stack.enter_async_context(SqliteDatabase(tmp_path / "imagine.db", Clock())))
        try:
            _spend_in(runner, InSqlite(database, database.run))
        finally:
            runner.run(stack.aclose())


def test_in_postgres_no_order_of_events_exceeds_a_cap(postgres_url: str) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        database = runner.run(stack.enter_async_context(open_database(postgres_url, Clock())))
        try:
            _spend_in(runner, InPostgres(database, runner.run(a_run(database))))
        finally:
            runner.run(stack.aclose())
