"""Submits jobs to imini: a bounded number at a time, in fair turns, and each at most once."""

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
    """Takes accepted jobs to their task ID. ``at_once`` is the maximum number of submits in flight."""

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
        """Whether a submit is in flight, so that the job may or may not be accepted by imini."""
        return job_id in self._sending

    async def submit(self, job: Job) -> Job:
        """Submit an accepted job; returns it with its task ID.

        Raises:
            SubmitUncertain: the task may exist. Also for a job that an earlier process was submitting when it ended.
            JobFailed: imini did not accept the job.
        """
        if job.state is JobState.SUBMITTING:
            raise SubmitUncertain(message="the bot stopped during the submit")
        if self._must_wait(job):
            # The message of a new card is stored only here, or with SUBMITTING if that follows at once: nothing happens
            # outside in between. After a crash, a card without a stored message is found by its interaction
            # (``bot/worker/recovery.py``), but no longer than its token is valid, which a wait may outlast.
            await self._lifecycle.record(job)
        # Before taking a slot: slow references of one member must not block the submits of others.
        await self._reference_loader.prepare(job)
        async with self._slots.slot(job.server_id, job.user_id):
            request = await self._reference_loader.for_submit(job)
            try:
                job = await self._send_while_safe(job, request)
                return await self._lifecycle.record(job)
            finally:
                self._sending.discard(job.id)

    async def stop(self, grace: float) -> None:
        """Start no more submits, and wait up to ``grace`` seconds for the task IDs of those in flight."""
        self._stopping = True
        try:
            async with asyncio.timeout(grace):
                await self._slots.idle()
        except TimeoutError:
            _log.warning("stopping before imini has responded to a submit; the next start marks its job as unknown")

    def _must_wait(self, job: Job) -> bool:
        """Whether the job can't be sent in this instant."""
        return (
            self._stopping
            or self._provider.is_cooling_down
            or not self._slots.is_free
            or self._reference_loader.needs_bytes(job)
        )

    async def _send_while_safe(self, job: Job, request: ImagineRequest) -> Job:
        """Submit, retrying only errors that prove that nothing was accepted. Returns the submitted job."""

        async def send() -> Job:
            nonlocal job
            # Wait before the job counts as being sent: until then it can be cancelled and survives a restart.
            await self._provider.wait_for_cooldown()
            if self._stopping:
                # The job is stored as ACCEPTED, so the next process submits it.
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
