"""Sending jobs to imini, a bounded number at a time, in fair turns, and each only once."""

import asyncio
import logging

from bot.images.reference_loader import ReferenceLoader
from bot.imini.errors import SubmitUncertain
from bot.imini.retry_policy import demanded_pause, may_resubmit
from bot.jobs.job import Job
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.state import JobState
from bot.jobs.task import Provider
from bot.net.backoff import Backoff, retrying
from bot.requests.request import ImagineRequest
from bot.runtime.clock import Clock
from bot.runtime.fair_slots import FairSlots

_log = logging.getLogger(__name__)

TRIES = 6


class Submitter:
    """Takes accepted jobs to their task ID. ``at_once`` is how many may be on their way together."""

    def __init__(
        self,
        provider: Provider,
        reference_loader: ReferenceLoader,
        lifecycle: JobLifecycle,
        at_once: int,
        backoff: Backoff,
        clock: Clock,
    ) -> None:
        self._provider = provider
        self._reference_loader = reference_loader
        self._lifecycle = lifecycle
        self._slots = FairSlots(at_once)
        self._backoff = backoff
        self._clock = clock
        self._sending: set[str] = set()
        self._stopping = False

    def is_sending(self, job_id: str) -> bool:
        """Whether a submit is on its way, so that nobody can say yet whether imini takes the job."""
        return job_id in self._sending

    async def submit(self, job: Job) -> Job:
        """Send an accepted job; it comes back with its task ID.

        Raises:
            SubmitUncertain: the task may exist; also for a job that an earlier run was sending when it ended.
            JobError: imini did not take it.
        """
        if job.state is JobState.SUBMITTING:
            raise SubmitUncertain(message="the bot was stopped while it submitted")
        # Before the slot: whatever a member attached, it holds no other member's submit up.
        await self._reference_loader.prepare(job)
        async with self._slots.slot(job.server_id, job.user_id):
            request = await self._reference_loader.for_submit(job)
            try:
                job = await self._send_while_safe(job, request)
                return await self._lifecycle.record(job)
            finally:
                self._sending.discard(job.id)

    async def stop(self, grace: float) -> None:
        """Begin no more submits, and give those in flight ``grace`` seconds to come home with their task ID."""
        self._stopping = True
        try:
            async with asyncio.timeout(grace):
                await self._slots.idle()
        except TimeoutError:
            _log.warning("stopping although imini has not answered a submit yet")

    async def _send_while_safe(self, job: Job, request: ImagineRequest) -> Job:
        """Send, and again only where imini certainly took nothing; the job comes back submitted."""

        async def send() -> Job:
            nonlocal job
            # Not while it counts as being sent: a job that only waits can be cancelled, and outlives a restart.
            await self._provider.wait_for_cooldown()
            if self._stopping:
                # The journal has the job as accepted; the next run goes on from there.
                raise asyncio.CancelledError
            self._sending.add(job.id)
            job = await self._lifecycle.begin_submit(job)
            task_id = await self._provider.submit(request)
            return job.advance(JobState.SUBMITTED, task_id=task_id, submitted_at=self._clock.now())

        async def not_accepted(_error: Exception, _delay: float) -> None:
            nonlocal job
            job = await self._lifecycle.record(job.advance(JobState.ACCEPTED))
            self._sending.discard(job.id)

        return await retrying(
            send,
            may_resubmit,
            self._backoff,
            self._clock,
            tries=TRIES,
            pause=demanded_pause,
            before_sleep=not_accepted,
        )
