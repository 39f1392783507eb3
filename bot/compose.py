"""Composition root: builds every part of the product once and passes it to its users."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.admission.admission import AdmissionControl, Terms
from bot.admission.capacity import Capacity
from bot.admission.memory_intake import MemoryIntake
from bot.budgets.budgets import Budgets
from bot.cluster.run import Run
from bot.cluster.signals import Signals
from bot.compose_servers import build_servers
from bot.credits.attempts import Attempts
from bot.credits.memory_attempts import MemoryAttempts
from bot.credits.memory_quota import MemoryQuota
from bot.credits.pricing import Pricing
from bot.credits.quota import Quota
from bot.credits.window import CreditWindow
from bot.host.error_rate import ErrorRate
from bot.host.reports import Reports
from bot.host.store import HostStore
from bot.images.download_slots import DownloadSlots
from bot.images.picture_loader import PictureLoader
from bot.images.reference_loader import READ_AT_ONCE
from bot.images.reference_store import ReferenceStore
from bot.images.workspace import remove_leftovers
from bot.imaging.opener import Imaging
from bot.imaging.pixel_budget import PixelBudget
from bot.imini.account import Account
from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.client import IminiClient
from bot.imini.result_lookup import ResultLookup
from bot.jobs.job import new_job_id
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.recent import RecentJobs
from bot.jobs.repository import JobIntake, JobRepository
from bot.jobs.service import JobService
from bot.members.preferences import PreferenceStore
from bot.members.privacy import Privacy
from bot.members.retention import Retention
from bot.members.selection import ReferenceSelections
from bot.metrics.meter import NO_METER, Meter
from bot.net.backoff import Backoff
from bot.net.memory_budget import MemoryBudget
from bot.requests.limits import AttachmentLimits
from bot.requests.models import model_named
from bot.resources import PRODUCT, ProductFactories, Resources, open_resources
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.services import (
    BudgetData,
    Cluster,
    HostPolicy,
    HostSide,
    Images,
    MemberData,
    Messages,
    Runtime,
    ServerData,
    Services,
    Worker,
)
from bot.settings import Settings
from bot.storage.stores import Stores
from bot.timing.estimator import DurationEstimator
from bot.timing.polls import PollSchedule
from bot.worker.generation import Generation
from bot.worker.pending import PendingMessages
from bot.worker.recovery import CrashRecovery, MemoryCounts, Replay
from bot.worker.runner import JobRunner
from bot.worker.submitter import Submitter
from bot.worker.takeover import TakeOver
from bot.worker.tracker import Tracker


@dataclass(frozen=True, slots=True)
class JobParts:
    """What is stored and counted of jobs, and the lifecycle that changes both, for one run."""

    run: Run
    repository: JobRepository
    member_jobs: JobRepository
    quota: Quota
    estimator: DurationEstimator
    recent: RecentJobs
    attempts: Attempts
    lifecycle: JobLifecycle
    signals: Signals
    meter: ErrorRate
    counts: MemoryCounts | None = None

    def replay(self) -> Replay:
        """What rebuilds the counts in memory from the repository after a restart."""
        return Replay(self.repository, self.lifecycle, self.counts, self.estimator, self.recent)

    def takeover(self, tasks: BackgroundTasks) -> TakeOver:
        """What takes jobs of other processes over."""
        return TakeOver(self.run, self.repository, self.member_jobs, self.lifecycle, tasks, self.signals)


@asynccontextmanager
async def compose(
    settings: Settings, clock: Clock, factories: ProductFactories = PRODUCT, meter: Meter = NO_METER
) -> AsyncIterator[Services]:
    """Build the product; closes its resources on exit.

    Raises:
        StorageError: ``DATA_DIR`` or ``DATABASE_URL`` can't be used.
    """
    async with open_resources(settings, clock, factories) as resources:
        tasks, clock, stores = BackgroundTasks(), resources.stores.clock, resources.stores
        servers, budgets = build_servers(settings, stores, tasks, clock)
        job_parts = build_job_parts(settings, stores, budgets.budgets, tasks, clock, meter)
        reference_store = ReferenceStore(resources.stores.references, job_parts.repository)
        images = build_images(settings, resources, reference_store, clock, factories)
        yield build_services(settings, resources, servers, budgets, job_parts, images, reference_store, tasks, clock)


def build_job_parts(
    settings: Settings,
    stores: Stores,
    budgets: Budgets,
    tasks: BackgroundTasks,
    clock: Clock,
    meter: Meter = NO_METER,
) -> JobParts:
    """Build what counts with the jobs in the database that processes share, or in memory."""
    recent, estimator = stores.recent, DurationEstimator(stores.signals)
    window = CreditWindow(settings.quota_credits, settings.quota_window.total_seconds(), settings.quota_max_running)
    counts: MemoryCounts | None = None
    intake: JobIntake
    quota: Quota
    attempts: Attempts
    if accounts := stores.accounts:
        intake = accounts.intake(window, settings.max_declined, budgets, tasks, clock)
        quota, attempts = accounts.quota(window, clock), accounts.attempts(settings.max_declined, clock)
    else:
        counts = MemoryCounts(MemoryQuota(window, clock), MemoryAttempts(settings.max_declined, clock))
        intake = MemoryIntake(counts.quota, counts.attempts, stores.jobs, budgets)
        quota, attempts = counts.quota, counts.attempts
    rate = ErrorRate(meter, clock)
    lifecycle = JobLifecycle(intake, stores.jobs, quota, recent, attempts, stores.run, clock, rate)
    jobs, members, signals = stores.jobs, stores.member_jobs, stores.signals
    return JobParts(stores.run, jobs, members, quota, estimator, recent, attempts, lifecycle, signals, rate, counts)


def build_images(
    settings: Settings,
    resources: Resources,
    reference_store: ReferenceStore,
    clock: Clock,
    factories: ProductFactories,
) -> Images:
    """Build what reads image files. Deletes the files that a crashed run was reading."""
    inputs, pictures = settings.data_dir / "inputs", settings.data_dir / "pictures"
    remove_leftovers(inputs, pictures)
    budget, downloader = PixelBudget(), resources.downloader
    limits = AttachmentLimits(settings.attachment_max_mb << 20, settings.attachment_max_megapixels * 1_000_000)
    reference_loader = factories.reference_loader(
        downloader,
        Imaging([resources.references], budget),
        DownloadSlots(READ_AT_ONCE, clock),
        inputs,
        limits,
        reference_store,
        inline=settings.reference_transport == "inline",
    )
    imaging = Imaging(resources.results, budget)
    loader = PictureLoader(downloader, imaging, DownloadSlots(settings.max_downloads, clock), Backoff(), clock)
    result_fetcher = factories.result_fetcher(loader, imaging, pictures, MemoryBudget())
    return Images(limits, ReferenceSelections(resources.stores.selections), reference_loader, result_fetcher)


def build_pricing(settings: Settings) -> Pricing:
    return Pricing(settings.quota_cost_1k, settings.quota_cost_2k, settings.quota_cost_4k)


def build_admission(
    settings: Settings, job_parts: JobParts, circuit_breaker: CircuitBreaker, clock: Clock
) -> AdmissionControl:
    capacity = Capacity(settings.max_open_jobs)
    terms = Terms(model_named(settings.imini_model), build_pricing(settings), capacity, job_parts.attempts)
    return AdmissionControl(job_parts.run, job_parts.lifecycle, circuit_breaker, terms, clock, new_id=new_job_id)


def build_runner(
    settings: Settings,
    client: IminiClient,
    job_parts: JobParts,
    images: Images,
    circuit_breaker: CircuitBreaker,
    tasks: BackgroundTasks,
    clock: Clock,
) -> JobRunner:
    submitter = Submitter(client, images.reference_loader, job_parts.lifecycle, settings.submits_here, Backoff(), clock)
    polls = PollSchedule(job_parts.estimator, settings.poll_cost)
    tracker = Tracker(client, job_parts.estimator, polls, settings.task_timeout, Backoff(), clock)
    return JobRunner(
        job_parts.lifecycle,
        job_parts.repository,
        submitter,
        Generation(job_parts.lifecycle, submitter, tracker, circuit_breaker),
        images.reference_loader,
        images.result_fetcher,
        job_parts.takeover(tasks),
        settings.notify_after.total_seconds(),
        tasks,
        clock,
    )


def build_worker(
    settings: Settings,
    resources: Resources,
    job_parts: JobParts,
    images: Images,
    circuit_breaker: CircuitBreaker,
    tasks: BackgroundTasks,
    clock: Clock,
) -> tuple[Worker, Messages]:
    """Build what runs jobs, with the stored messages that show them: recovery reads both."""
    messages = Messages(resources.stores.posts, PendingMessages(resources.stores.pending))
    runner = build_runner(settings, resources.client, job_parts, images, circuit_breaker, tasks, clock)
    recovery = CrashRecovery(
        job_parts.run,
        job_parts.replay(),
        job_parts.lifecycle,
        runner,
        messages.pending,
        messages.posts,
        settings.quota_window.total_seconds(),
        tasks,
        clock,
    )
    return Worker(runner, recovery, ResultLookup(resources.client), job_parts.estimator), messages


def build_members(
    settings: Settings,
    stores: Stores,
    job_parts: JobParts,
    jobs: JobService,
    servers: ServerData,
    budgets: BudgetData,
    reference_store: ReferenceStore,
    clock: Clock,
) -> MemberData:
    preferences = PreferenceStore(stores.preferences)
    return MemberData(
        preferences,
        job_parts.quota,
        Privacy(job_parts.member_jobs, jobs, preferences, servers.consents, reference_store),
        Retention(settings.retention_days, jobs, budgets.budgets, servers.acts, reference_store, stores.duties, clock),
    )


def build_services(
    settings: Settings,
    resources: Resources,
    servers: ServerData,
    budgets: BudgetData,
    job_parts: JobParts,
    images: Images,
    reference_store: ReferenceStore,
    tasks: BackgroundTasks,
    clock: Clock,
) -> Services:
    stores, circuit_breaker = resources.stores, CircuitBreaker(settings.account_pause, clock, resources.stores.notices)
    jobs = JobService(job_parts.member_jobs, job_parts.lifecycle, job_parts.recent, clock)
    worker, messages = build_worker(settings, resources, job_parts, images, circuit_breaker, tasks, clock)
    decisions = HostStore(stores.servers.decisions, stores.signals, clock, settings.allowed_guilds or frozenset())
    account, alerts = Account(resources.client, circuit_breaker), settings.alert_policy
    host = HostSide(account, decisions, job_parts.meter, Reports(stores.notices, clock))
    return Services(
        admission=build_admission(settings, job_parts, circuit_breaker, clock),
        policy=HostPolicy(settings.buttons_for, settings.confirm_credits, settings.price_of_a_credit, alerts),
        jobs=jobs,
        worker=worker,
        messages=messages,
        images=images,
        members=build_members(settings, stores, job_parts, jobs, servers, budgets, reference_store, clock),
        servers=servers,
        budgets=budgets,
        runtime=Runtime(clock, tasks, Cluster(stores.duties, stores.notices, stores.sharding), host),
    )
