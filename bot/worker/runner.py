"""Runs one job from its admission until its requester knows how it ended."""

from collections.abc import Awaitable, Callable

from bot.errors import JobFailed, SaveFailed
from bot.images.pictures import Fetched
from bot.images.reference_loader import ReferenceLoader
from bot.images.results import ResultFetcher
from bot.jobs.errors import NotDeliverable, TakenOver
from bot.jobs.job import Job
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.repository import JobRepository
from bot.jobs.state import JobState
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.worker.active_jobs import ActiveJobs
from bot.worker.generation import Generation
from bot.worker.presenter import LiveCard, Presenter, Update
from bot.worker.submitter import Submitter
from bot.worker.takeover import TakeOver

JobObserver = Callable[[Job], None]
"""Called with a job at its end. Must not wait."""


class JobRunner:
    """Runs accepted jobs in the background, and cancels them. Call ``connect`` before anything else.

    A job that takes longer than ``notify_after`` seconds ends with a ping.
    """

    _presenter: Presenter

    def __init__(
        self,
        lifecycle: JobLifecycle,
        repository: JobRepository,
        submitter: Submitter,
        generation: Generation,
        reference_loader: ReferenceLoader,
        result_fetcher: ResultFetcher,
        takeover: TakeOver,
        notify_after: float,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._lifecycle = lifecycle
        self._repository = repository
        self._submitter = submitter
        self._generation = generation
        self._reference_loader = reference_loader
        self._result_fetcher = result_fetcher
        self._takeover = takeover
        self._notify_after = notify_after
        self._tasks = tasks
        self._clock = clock
        self._active = ActiveJobs(tasks)
        self._observers: list[JobObserver] = []
        takeover.on_taken(self._let_go)

    def connect(self, presenter: Presenter) -> None:
        """Set the presenter, which is built after the runner."""
        self._presenter = presenter

    def on_end(self, observer: JobObserver) -> None:
        """Call ``observer`` with each job that ends here, once it is closed."""
        self._observers.append(observer)

    def start(self, job: Job) -> None:
        """Run ``job`` in the background."""
        self._active.start(job, self.run(job))
        if job.request.images and job.state.is_active:
            # In a task of its own: a slow server of a reference must not delay the job.
            self._tasks.start(self._reference_loader.keep(job), f"keep the references of job {job.id}")

    def is_drawing(self, job: Job) -> bool:
        """Whether imini is drawing the job, for whichever process, so that it can be hidden but not cancelled."""
        here = self._active.find(job.id)
        is_open = here is None or self._lifecycle.is_open(job.id)
        job = here or job
        return is_open and job.state is JobState.SUBMITTED and not job.hidden

    async def cancel(self, job_id: str) -> bool:
        """Cancel a job that is not being sent yet, and show that on its card; False if it is too late.

        Raises:
            SaveFailed: the job goes on.
        """
        job = await self._stopped(job_id, JobState.ACCEPTED)
        return job is not None and await self._start_changed(job, self._lifecycle.cancel)

    async def hide(self, job_id: str) -> bool:
        """Hide a job that is being drawn; False if it is too late. Raises as ``cancel``."""
        job = await self._stopped(job_id, JobState.SUBMITTED)
        return job is not None and await self._start_changed(job, self._lifecycle.hide)

    async def _let_go(self, job_id: str) -> None:
        """End the task of a job that another process has taken over: its next edit would be one of the past."""
        if self._active.find(job_id) is None or await self._repository.owns(job_id):
            return
        if self._active.find(job_id) and self._lifecycle.is_open(job_id):  # still, after that wait
            self._lifecycle.let_go(job_id)
            await self._active.stop(job_id)

    async def _stopped(self, job_id: str, state: JobState) -> Job | None:
        """Stop the task of a job in ``state``, here or in another process; None if it is in any other."""
        job = self._active.find(job_id)
        if job is None:
            job = await self._takeover.take(job_id, self.start)
            if job and (job.state is not state or job.hidden):
                self.start(job)
                return None
            return job
        is_waiting = self._lifecycle.is_open(job_id) and not self._submitter.is_sending(job_id)
        if job.state is not state or job.hidden or not is_waiting:
            return None
        # Before the change is stored, so that the task can't submit or deliver the job meanwhile.
        await self._active.stop(job_id)
        return job

    async def _start_changed(self, job: Job, change: Callable[[Job], Awaitable[Job]]) -> bool:
        """Start a new task for a stopped job once it is changed; for the job as it is if it can't be changed."""
        try:
            job = await change(job)
        except TakenOver:
            return False
        except SaveFailed:
            self.start(job)
            raise
        self.start(job)
        return True

    async def stop(self, grace: float) -> None:
        """Start no more submits, and wait up to ``grace`` seconds for the task IDs of those in flight."""
        await self._submitter.stop(grace)

    async def run(self, job: Job) -> None:
        """Run ``job`` from its present state to its end."""
        # Converted first: the wall clock may be set while the job runs.
        requested, was_open = self._clock.to_monotonic(job.created_at), not job.acknowledged
        if job.state.is_active:
            job = await self._finish(job)
        if not job.acknowledged:
            job = await self._close(job)
        if was_open:
            for observe in self._observers:
                observe(job)
        if self._clock.monotonic() - requested >= self._notify_after:
            await self._notify(job)
        await self._reference_loader.release(job)

    async def _finish(self, job: Job) -> Job:
        """Generate, fetch and deliver the pictures; returns the ended job."""
        try:
            async with self._result_fetcher.workspace() as workspace:
                async with self._presenter.progress(job) as live:
                    job = await self._follow(job, live)
                    fetched = await self._result_fetcher.fetch(job, workspace) if job.state is JobState.READY else None
                # The card may have moved to another message while the progress was shown.
                job = job.on_card(live.card)
                return await self._deliver(job, fetched) if fetched else job
        except JobFailed as error:
            return await self._lifecycle.fail(job, error)
        except Exception as error:  # noqa: BLE001 - a bug ends the job, and not its task alone
            return await self._lifecycle.fail_from_bug(job, error)

    async def _follow(self, job: Job, live: LiveCard) -> Job:
        """Generate the pictures; returns the job, ready or ended. A hidden job ends here, charged but not shown."""

        def show(update: Update) -> None:
            self._active.update(update.job)
            live.show(update)
            if update.job.state is JobState.SUBMITTED and self._result_fetcher.may_shrink(update.job):
                self._tasks.start(self._result_fetcher.prepare(update.job), f"prepare for the pictures of job {job.id}")

        job = await self._generation.run(job, show)
        if job.state is JobState.READY and job.hidden:
            # imini has drawn and billed all pictures, so all are charged.
            return await self._lifecycle.mark_undelivered(
                job, len(job.images), NotDeliverable(message="it was cancelled")
            )
        return job

    async def _deliver(self, job: Job, fetched: Fetched) -> Job:
        """Charge and post the pictures. They stay charged if they can't be posted, as ``/task`` can show them."""
        await self._lifecycle.settle(job, fetched.paid)
        shown = job.advance(JobState.DELIVERED, charged=job.share(fetched.paid))
        try:
            job = await self._presenter.deliver(job, shown, fetched, self._lifecycle.checkpoint)
        except NotDeliverable as error:
            return await self._lifecycle.mark_undelivered(job, fetched.paid, error)
        return await self._lifecycle.deliver(job, fetched.paid)

    async def _close(self, job: Job) -> Job:
        """Show how the job ended, and close it."""
        # Otherwise, a removed card would be filled again.
        job = await self._with_removals(job)
        return await self._lifecycle.close(await self._presenter.report_end(job, self._lifecycle.record))

    async def _with_removals(self, job: Job) -> Job:
        """The job with its removals, which are stored apart from it."""
        recorded = await self._repository.find(job.id)
        return job.with_(removals=recorded.removals) if recorded else job

    async def _notify(self, job: Job) -> None:
        """Ping the requester once. Not for a private card: only they can see it, so they are there already."""
        if job.notified or job.hidden or job.state is JobState.CANCELLED or not job.card.editable_as_bot:
            return
        # The ping points to the card.
        job = await self._with_removals(job)
        if not job.card_is_there:
            return
        await self._presenter.ping(await self._lifecycle.mark_notified(job))
