"""What the cogs are handed: the product's parts, built once by the composition root."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.admission.admission import Pipeline
from bot.credits.quota import Quota
from bot.i18n.catalog import Texts
from bot.images.reference_loader import Inputs
from bot.images.reference_store import Snapshots
from bot.images.results import Gallery
from bot.jobs.lifecycle import Ledger
from bot.jobs.posts import Posts
from bot.jobs.recent import Recent
from bot.jobs.repository import Journal
from bot.jobs.service import JobService
from bot.members.preferences import Members
from bot.members.privacy import Privacy
from bot.requests.limits import AttachmentLimits
from bot.runtime.background import Tasks
from bot.runtime.clock import Clock
from bot.worker.eta import Durations
from bot.worker.pending import Errands
from bot.worker.recovery import CrashRecovery
from bot.worker.result_lookup import Recovery
from bot.worker.runner import JobRunner


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a cog may need."""

    pipeline: Pipeline
    ledger: Ledger
    jobs: JobService
    runner: JobRunner
    journal: Journal
    recent: Recent
    members: Members
    durations: Durations
    errands: Errands
    posts: Posts
    gallery: Gallery
    inputs: Inputs
    recovery: CrashRecovery
    lookup: Recovery
    privacy: Privacy
    snapshots: Snapshots
    quota: Quota
    texts: Texts
    tasks: Tasks
    clock: Clock
    attachment_limits: AttachmentLimits
    data_dir: Path
    retention_days: int
    confirm_credits: int | None
    buttons_for: Literal["anyone", "requester"]
