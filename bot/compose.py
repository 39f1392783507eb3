"""Composition root: builds every part of the product once and passes it to its users."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.admission.admission import AdmissionControl, Terms
from bot.admission.capacity import Capacity
from bot.credits.attempts import Attempts
from bot.credits.memory_quota import MemoryQuota
from bot.credits.pricing import Pricing
from bot.images.download_slots import DownloadSlots
from bot.images.picture_loader import PictureLoader
from bot.images.reference_loader import READ_AT_ONCE, ReferenceLoader
from bot.images.reference_store import ReferenceStore
from bot.images.results import ResultFetcher
from bot.images.workspace import remove_leftovers
from bot.imaging.opener import Imaging
from bot.imaging.pixel_budget import PixelBudget
from bot.imaging.process import ImageProcess
from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.client import IminiClient
from bot.imini.cooldown import Cooldown
from bot.jobs.job import new_job_id
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.recent import RecentJobs
from bot.jobs.repository import JobRepository
from bot.jobs.service import JobErasure, JobService
from bot.members.preferences import PreferenceStore
from bot.members.privacy import Privacy
from bot.members.retention import Retention
from bot.net.backoff import Backoff
from bot.net.download import Downloader
from bot.net.guard import AllowedOrigins
from bot.requests.limits import AttachmentLimits
from bot.requests.models import model_named
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.services import HostPolicy, Images, MemberData, Messages, Runtime, Services, Worker
from bot.settings import Settings
from bot.storage.sqlite.database import Database
from bot.storage.stores import Stores, open_stores
from bot.worker.eta import DurationEstimator
from bot.worker.generation import Generation
from bot.worker.pending import PendingMessages
from bot.worker.recovery import CrashRecovery, Replay
from bot.worker.result_lookup import ResultLookup
from bot.worker.runner import JobRunner
from bot.worker.submitter import Submitter
from bot.worker.tracker import Tracker


@dataclass(frozen=True, slots=True)
class ProductFactories:
    """How the parts are made that a test may want others of."""

    image_process: Callable[[], ImageProcess] = ImageProcess
    database: Callable[[Path, Clock], Database] = Database
    client: type[IminiClient] = IminiClient
    reference_loader: type[ReferenceLoader] = ReferenceLoader
    result_fetcher: type[ResultFetcher] = ResultFetcher


PRODUCT = ProductFactories()
"""What a host runs."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The parts that are open for as long as the bot runs: connections, the database, processes."""

    stores: Stores
    client: IminiClient
    downloader: Downloader
    results: ImageProcess
    references: ImageProcess


@dataclass(frozen=True, slots=True)
class Books:
    """What is written down of jobs and members, and the ledger that writes it."""

    repository: JobRepository
    quota: MemoryQuota
    estimator: DurationEstimator
    recent: RecentJobs
    attempts: Attempts
    lifecycle: JobLifecycle
    erasure: JobErasure

    def replay(self) -> Replay:
        """What rebuilds them from the journal."""
        return Replay(self.repository, self.lifecycle, self.quota, self.attempts, self.estimator, self.recent)


@asynccontextmanager
async def compose(settings: Settings, clock: Clock, factories: ProductFactories = PRODUCT) -> AsyncIterator[Services]:
    """Build the product out of its parts; what needs closing is closed on the way out.

    Raises:
        StorageError: ``DATA_DIR`` can't be used.
    """
    async with AsyncExitStack() as stack:
        outside = await open_outside(settings, clock, factories, stack)
        books = build_books(settings, outside.stores.jobs, clock)
        images = build_images(settings, outside, books.repository, clock, factories)
        yield build_services(settings, outside, books, images, clock)


async def open_outside(settings: Settings, clock: Clock, factories: ProductFactories, stack: AsyncExitStack) -> Outside:
    """Open what ``stack`` will close, in the opposite order. Raises StorageError."""
    origins = AllowedOrigins(settings.imini_base_url, settings.discord_api_url)
    client = factories.client(
        settings.imini_base_url,
        settings.imini_api_key,
        model=model_named(settings.imini_model),
        timeout=settings.imini_timeout,
        origins=origins,
        clock=clock,
        throttle=Cooldown(clock),
    )
    return Outside(
        stores=await stack.enter_async_context(open_stores(settings.data_dir, clock, factories.database)),
        client=await stack.enter_async_context(client),
        downloader=await stack.enter_async_context(Downloader(origins)),
        results=await stack.enter_async_context(factories.image_process()),
        references=await stack.enter_async_context(factories.image_process()),
    )


def build_books(settings: Settings, repository: JobRepository, clock: Clock) -> Books:
    """The journal, and what is counted in memory beside it."""
    estimator, recent = DurationEstimator(), RecentJobs()
    quota = MemoryQuota(settings.quota_credits, settings.quota_window, settings.quota_max_running, clock)
    attempts = Attempts(settings.max_declined, clock)
    lifecycle = JobLifecycle(repository, quota, recent, attempts, clock)
    erasure = JobErasure(repository, recent, clock)
    return Books(repository, quota, estimator, recent, attempts, lifecycle, erasure)


def build_images(
    settings: Settings, outside: Outside, repository: JobRepository, clock: Clock, factories: ProductFactories
) -> Images:
    """Readers of pictures, with empty folders: files that an earlier run was reading are deleted."""
    read, fetched = settings.data_dir / "inputs", settings.data_dir / "pictures"
    remove_leftovers(read, fetched)
    budget, downloader = PixelBudget(), outside.downloader
    limits = AttachmentLimits(settings.attachment_max_mb << 20, settings.attachment_max_megapixels * 1_000_000)
    reference_store = ReferenceStore(settings.data_dir / "references", repository)
    reference_loader = factories.reference_loader(
        downloader,
        Imaging(outside.references, budget),
        DownloadSlots(READ_AT_ONCE, clock),
        read,
        limits,
        reference_store,
        inline=settings.reference_transport == "inline",
    )
    imaging = Imaging(outside.results, budget)
    loader = PictureLoader(downloader, imaging, DownloadSlots(settings.max_downloads, clock), Backoff(), clock)
    result_fetcher = factories.result_fetcher(loader, imaging, fetched)
    return Images(limits, reference_store, reference_loader, result_fetcher)


def build_pricing(settings: Settings) -> Pricing:
    """What a host has pictures cost."""
    return Pricing(settings.quota_cost_1k, settings.quota_cost_2k, settings.quota_cost_4k)


def build_pipeline(settings: Settings, books: Books, account: CircuitBreaker, clock: Clock) -> AdmissionControl:
    """What admits jobs."""
    capacity = Capacity(settings.max_open_jobs)
    terms = Terms(model_named(settings.imini_model), build_pricing(settings), capacity, books.attempts)
    return AdmissionControl(books.lifecycle, account, terms, clock, new_id=new_job_id)


def build_runner(
    settings: Settings,
    client: IminiClient,
    books: Books,
    images: Images,
    account: CircuitBreaker,
    tasks: BackgroundTasks,
    clock: Clock,
) -> JobRunner:
    """What runs admitted jobs."""
    submitter = Submitter(client, images.reference_loader, books.lifecycle, settings.max_submits, Backoff(), clock)
    tracker = Tracker(client, books.estimator, settings.task_timeout, Backoff(), clock)
    return JobRunner(
        books.lifecycle,
        books.repository,
        submitter,
        Generation(books.lifecycle, submitter, tracker, account),
        images.reference_loader,
        images.result_fetcher,
        settings.notify_after.total_seconds(),
        tasks,
        clock,
    )


def build_worker(
    settings: Settings,
    outside: Outside,
    books: Books,
    images: Images,
    account: CircuitBreaker,
    tasks: BackgroundTasks,
    clock: Clock,
) -> tuple[Worker, Messages]:
    """What runs admitted jobs, and what is on record of the messages that show them."""
    messages = Messages(outside.stores.posts, PendingMessages(outside.stores.pending))
    runner = build_runner(settings, outside.client, books, images, account, tasks, clock)
    window = settings.quota_window.total_seconds()
    recovery = CrashRecovery(
        books.replay(), books.lifecycle, runner, messages.pending, messages.posts, window, tasks, clock
    )
    return Worker(runner, recovery, ResultLookup(outside.client), books.estimator), messages


def build_members(
    settings: Settings, outside: Outside, books: Books, jobs: JobService, images: Images, clock: Clock
) -> MemberData:
    """What is kept of members, in the database and beside it."""
    preferences = PreferenceStore(outside.stores.preferences)
    return MemberData(
        preferences,
        books.quota,
        Privacy(books.repository, books.erasure, preferences, images.reference_store),
        Retention(settings.retention_days, jobs, images.reference_store, clock),
    )


def build_services(settings: Settings, outside: Outside, books: Books, images: Images, clock: Clock) -> Services:
    """What the cogs are handed."""
    tasks, account = BackgroundTasks(), CircuitBreaker(settings.account_pause, clock)
    jobs = JobService(books.repository, books.lifecycle, books.erasure, books.recent, clock)
    worker, messages = build_worker(settings, outside, books, images, account, tasks, clock)
    return Services(
        admission=build_pipeline(settings, books, account, clock),
        policy=HostPolicy(settings.buttons_for, settings.confirm_credits),
        jobs=jobs,
        worker=worker,
        messages=messages,
        images=images,
        members=build_members(settings, outside, books, jobs, images, clock),
        runtime=Runtime(clock, tasks, settings.data_dir),
    )
