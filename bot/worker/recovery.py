"""What an earlier process left open: its jobs go on, its other cards say so, its deletions are carried on."""

from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from bot.credits.attempts import Attempts
from bot.credits.quota import Quota
from bot.errors import StorageError
from bot.jobs.job import Job
from bot.jobs.lifecycle import Ledger
from bot.jobs.posts import Fate, Post, Posts
from bot.jobs.recent import Recent
from bot.jobs.repository import Journal
from bot.jobs.state import JobState
from bot.runtime.background import Tasks
from bot.runtime.clock import Clock
from bot.worker.eta import Durations
from bot.worker.pending import Errand, Errands
from bot.worker.runner import JobRunner


@dataclass(frozen=True, slots=True)
class RecoveryHandlers:
    """What recovery asks of those who show cards.

    ``find_card`` returns the id of the message that shows a job, or None if its requester never saw one.
    ``interrupt`` tells on the card of an errand that nothing comes of it, and returns whether the message shows nothing
    else any more. ``erase`` goes on with a member's erasure, and ends its errand. ``sweep`` deletes posts.
    """

    find_card: Callable[[Job], Coroutine[Any, Any, int | None]]
    interrupt: Callable[[Errand], Coroutine[Any, Any, bool]]
    erase: Callable[[Errand], Coroutine[Any, Any, None]]
    sweep: Callable[[Sequence[Post]], Coroutine[Any, Any, object]]


@dataclass(frozen=True, slots=True)
class Replay:
    """What is counted in memory, rebuilt from the jobs on record."""

    journal: Journal
    ledger: Ledger
    quota: Quota
    attempts: Attempts
    durations: Durations
    recent: Recent

    async def run(self, since: float) -> list[Job]:
        """Rebuild it from the jobs since ``since`` (epoch seconds); returns those that go on. Raises StorageError."""
        for charge in await self.journal.charges(since):
            await self.quota.restore(charge.user_id, charge.job_id, charge.credits, charge.at, running=False)
        for user_id, at in await self.journal.in_vain(self.attempts.since):
            self.attempts.restore(user_id, at)
        async for job in self.journal.since(since):
            if job.drawn_in:
                self.durations.learn(job.request, job.drawn_in)
        async for job in self.journal.newest(self.recent.capacity):
            self.recent.add(job)
        open_jobs = await self.journal.open_jobs()
        for job in open_jobs:
            if job.state.running:
                await self.ledger.resume(job)
        return open_jobs


class CrashRecovery:
    """Takes up, in the background, what is still to be done. Of cards nobody has seen, nothing comes.

    ``window`` is the number of seconds for which spent credits count.
    """

    def __init__(
        self,
        replay: Replay,
        ledger: Ledger,
        runner: JobRunner,
        errands: Errands,
        posts: Posts,
        window: float,
        tasks: Tasks,
        clock: Clock,
    ) -> None:
        self._replay = replay
        self._ledger = ledger
        self._runner = runner
        self._errands = errands
        self._posts = posts
        self._window = window
        self._tasks = tasks
        self._clock = clock

    async def run(self, handlers: RecoveryHandlers) -> None:
        """Begin with it, once whatever the handlers need is there.

        Raises:
            StorageError: what is stored can't be read.
        """
        jobs = await self._replay.run(self._clock.now() - self._window)
        errands = await self._errands.left(taken={job.card.token for job in jobs if job.card.token})
        for job in jobs:
            self._go_on(job, handlers)
        members = {errand.user_id for errand in errands if errand.erasing}
        # A member's erasure deletes its posts by itself, and tells how many are left.
        doomed = [post for post in await self._posts.doomed() if post.user_id not in members]
        self._tasks.spawn(handlers.sweep(doomed), "delete messages")
        for errand in errands:
            over = handlers.erase(errand) if errand.erasing else self._interrupt(errand, handlers)
            self._tasks.spawn(over, f"errand {errand.id}")

    def _go_on(self, job: Job, handlers: RecoveryHandlers) -> None:
        if job.state is JobState.ACCEPTED and job.card.message_id is None:
            self._tasks.spawn(self._begin(job, handlers), f"find the card of job {job.id}")
        else:
            self._runner.start(job)

    async def _begin(self, job: Job, handlers: RecoveryHandlers) -> None:
        """Start a job whose first answer was on its way when the process ended, unless it never arrived."""
        message_id = await handlers.find_card(job)
        if message_id is None:
            await self._ledger.withdrawn(job)
        else:
            self._runner.start(await self._ledger.moved(job, replace(job.card, message_id=message_id)))

    async def _interrupt(self, errand: Errand, handlers: RecoveryHandlers) -> None:
        if await handlers.interrupt(errand) and errand.card.message_id:
            # It may have been a copy of a job's pictures.
            with suppress(StorageError):
                await self._posts.settle(errand.card.message_id, Fate.GONE)
        await self._errands.end(errand)
