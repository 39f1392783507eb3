"""Recovery after the end of a process: resumes open jobs, ends interrupted messages, continues deletions."""

import logging
from collections.abc import Awaitable, Callable, Container, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.cluster.run import Run
from bot.credits.memory_attempts import MemoryAttempts
from bot.credits.memory_quota import MemoryQuota
from bot.errors import StorageError
from bot.jobs.job import Job
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.posts import Fate, Post, Posts
from bot.jobs.recent import RecentJobs
from bot.jobs.repository import JobRepository
from bot.jobs.state import JobState
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.timing.estimator import SAMPLES_KEPT, DurationEstimator
from bot.worker.pending import PendingMessage, PendingMessages
from bot.worker.runner import JobRunner

_log = logging.getLogger(__name__)

ADOPTED_AT_ONCE = 10
"""Jobs that a process takes over in one step."""

NEXT_STEP = 1.0
"""Seconds from one step to the next, in which other processes take theirs."""

READ_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class RecoveryHandlers:
    """What recovery needs from the Discord side.

    ``find_card`` returns the id of the message that shows a job, None if its card was never posted. ``interrupt`` shows
    on a pending message that its work was interrupted; it returns whether the message shows nothing else now. ``erase``
    continues a member's erasure and ends its pending message. ``sweep`` deletes posts.
    """

    find_card: Callable[[Job], Coroutine[Any, Any, int | None]]
    interrupt: Callable[[PendingMessage], Coroutine[Any, Any, bool]]
    erase: Callable[[PendingMessage], Coroutine[Any, Any, None]]
    sweep: Callable[[Sequence[Post]], Coroutine[Any, Any, object]]


@dataclass(frozen=True, slots=True)
class MemoryCounts:
    """What a bot that is one process counts in memory, and rebuilds from the stored jobs."""

    quota: MemoryQuota
    attempts: MemoryAttempts

    async def restore(self, repository: JobRepository, since: float) -> None:
        """Count what was spent after ``since`` (epoch seconds) and what was declined lately. Raises StorageError."""
        # Charges rather than jobs: those of erased jobs still count.
        for charge in await repository.charges(since):
            await self.quota.restore(charge.user_id, charge.job_id, charge.credits, charge.at, running=False)
        for user_id, at in await repository.in_vain(self.attempts.since):
            self.attempts.restore(user_id, at)


@dataclass(frozen=True, slots=True)
class Replay:
    """Rebuilds what is kept in memory, from the stored jobs. ``counts`` is None where they are kept with the jobs."""

    repository: JobRepository
    lifecycle: JobLifecycle
    counts: MemoryCounts | None
    estimator: DurationEstimator
    recent: RecentJobs

    async def run(self, since: float) -> list[Job]:
        """Rebuild, and take over all jobs that earlier processes left. Returns them. Raises StorageError."""
        await self.rebuild(since)
        adopted: list[Job] = []
        while jobs := await self.adopt(READ_AT_ONCE):
            adopted.extend(jobs)
        return adopted

    async def rebuild(self, since: float) -> None:
        """Rebuild from the jobs created after ``since`` (epoch seconds). Raises StorageError."""
        if self.counts:
            await self.counts.restore(self.repository, since)
        await self.recent.restore(self.repository)
        for kind, seconds in await self.repository.durations(SAMPLES_KEPT):
            self.estimator.restore(kind, seconds)

    async def adopt(self, limit: int) -> list[Job]:
        """Take over jobs of processes that have ended, at most ``limit``. Returns them. Raises StorageError."""
        adopted = await self.repository.adopt(limit)
        for job in adopted:
            if job.state.is_active:
                await self.lifecycle.resume(job)
        return adopted

    async def claimed_tokens(self) -> Container[str]:
        """The tokens of the interactions that open jobs report to, whichever process works on them."""
        return {job.card.token for job in await self.repository.open_jobs() if job.card.token}


class CrashRecovery:
    """Continues in the background what ended processes left. A job whose card was never posted is withdrawn.

    A process that shares its database looks at each heartbeat, and takes a few jobs at a time, so that all processes
    get their share. ``window`` is the quota's, in seconds.
    """

    def __init__(
        self,
        run: Run,
        replay: Replay,
        lifecycle: JobLifecycle,
        runner: JobRunner,
        pending_messages: PendingMessages,
        posts: Posts,
        window: float,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._run = run
        self._replay = replay
        self._lifecycle = lifecycle
        self._runner = runner
        self._pending_messages = pending_messages
        self._posts = posts
        self._window = window
        self._tasks = tasks
        self._clock = clock

    async def run(self, handlers: RecoveryHandlers) -> None:
        """Start everything. Call once, when the ``handlers`` are ready to be used.

        Raises:
            StorageError: the database can't be read.
        """
        since = self._clock.now() - self._window
        if self._run.is_shared:
            await self._replay.rebuild(since)
            self._tasks.start(self._adopt(handlers), "go on with what other processes leave")
        else:
            await self._go_on(handlers, partial(self._replay.run, since))

    async def _adopt(self, handlers: RecoveryHandlers) -> None:
        """Go on with what other processes leave, until this one ends."""
        async for _ in self._run.renewals():
            try:
                # A busy process leaves hundreds. Their members wait, so not for a heartbeat after each step.
                while await self._go_on(handlers, partial(self._replay.adopt, ADOPTED_AT_ONCE)) == ADOPTED_AT_ONCE:
                    await self._clock.sleep(NEXT_STEP)
            except StorageError as error:
                _log.error("couldn't adopt what other processes left; the next heartbeat retries: %s", error)

    async def _go_on(self, handlers: RecoveryHandlers, adopt: Callable[[], Awaitable[Sequence[Job]]]) -> int:
        """Take over what others left; returns the number of jobs."""
        # Before the jobs, as one that has ended claims no message any more. A job that took over a placeholder has the
        # token of its interaction, and reports there itself.
        pending_messages = await self._pending_messages.interrupted(self._replay.claimed_tokens)
        posts = await self._posts.adopt()
        jobs = await adopt()
        if jobs:
            _log.info("resuming jobs that a process left when it stopped: %d", len(jobs))
        for job in jobs:
            self._resume(job, handlers)
        members = {pending.user_id for pending in pending_messages if pending.erasing}
        # A continued erasure deletes the posts of its member itself, and reports how many are left.
        if doomed := [post for post in posts if post.user_id not in members]:
            self._tasks.start(handlers.sweep(doomed), "delete messages")
        for pending in pending_messages:
            work = handlers.erase(pending) if pending.erasing else self._interrupt(pending, handlers)
            self._tasks.start(work, f"pending message {pending.id}")
        return len(jobs)

    def _resume(self, job: Job, handlers: RecoveryHandlers) -> None:
        # Without a message id, the job's card was being posted when the process ended, and may not exist.
        if job.state is JobState.ACCEPTED and job.card.message_id is None:
            self._tasks.start(self._start_if_shown(job, handlers), f"find the card of job {job.id}")
        else:
            self._runner.start(job)

    async def _start_if_shown(self, job: Job, handlers: RecoveryHandlers) -> None:
        """Start the job if its card exists, otherwise withdraw it."""
        message_id = await handlers.find_card(job)
        if message_id is None:
            await self._lifecycle.withdraw(job)
        else:
            self._runner.start(await self._lifecycle.set_card(job, replace(job.card, message_id=message_id)))

    async def _interrupt(self, pending: PendingMessage, handlers: RecoveryHandlers) -> None:
        if await handlers.interrupt(pending) and pending.card.message_id:
            # The message may be a copy of a job's pictures, which is stored as a post.
            with suppress(StorageError):
                await self._posts.settle(pending.card.message_id, Fate.GONE)
        await self._pending_messages.end(pending)
