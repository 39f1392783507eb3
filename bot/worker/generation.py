"""The part of a job at imini: submit and polling."""

from collections.abc import AsyncIterator, Callable

from bot.errors import JobFailed
from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.errors import SubmitUncertain
from bot.jobs.job import Job
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.state import JobState
from bot.worker.presenter import Update
from bot.worker.submitter import Submitter
from bot.worker.tracker import Tracker


class Generation:
    """Takes a job from its present state until its pictures are ready; an error ends the job."""

    def __init__(
        self, lifecycle: JobLifecycle, submitter: Submitter, tracker: Tracker, circuit_breaker: CircuitBreaker
    ) -> None:
        self._lifecycle = lifecycle
        self._submitter = submitter
        self._tracker = tracker
        self._circuit_breaker = circuit_breaker

    async def run(self, job: Job, show: Callable[[Update], None]) -> Job:
        """Returns the job ready, failed or unknown. Calls ``show`` with every update before that."""
        # ``job`` always is the latest version: a failed job keeps its task ID, so that a lookup can find its pictures.
        try:
            if job.state in {JobState.ACCEPTED, JobState.SUBMITTING}:
                job = await self._submitter.submit(job)
                self._circuit_breaker.record_success()
            async for update in self._updates(job):
                job = update.job
                show(update)
        except SubmitUncertain as error:
            return await self._lifecycle.mark_unknown(job, error.message)
        except JobFailed as error:
            self._circuit_breaker.record_failure(error)
            return await self._lifecycle.fail(job, error)
        except Exception as error:  # noqa: BLE001 - a bug ends the job, and not its task alone
            return await self._lifecycle.fail_from_bug(job, error)
        return job

    async def _updates(self, job: Job) -> AsyncIterator[Update]:
        """The updates of a submitted job. READY is stored before it is shown, so a restart goes on from there.

        A hidden job shows nothing and ends at once (``JobRunner``), so READY has no commit of its own: after a crash in
        between, the task is queried again.
        """
        if job.state is JobState.READY:
            yield Update(job)
            return
        async for update in self._tracker.follow(job):
            if update.job.state is JobState.READY and not update.job.hidden:
                await self._lifecycle.record(update.job)
            yield update
