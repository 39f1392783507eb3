"""What the ``setup`` functions of the cogs receive: the product in eight fields, built by ``bot/compose.py``.

No part takes all of it: each is given what it uses, by name.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.admission.admission import AdmissionControl
from bot.credits.quota import Quota
from bot.images.reference_loader import ReferenceLoader
from bot.images.reference_store import ReferenceStore
from bot.images.results import ResultFetcher
from bot.jobs.posts import Posts
from bot.jobs.service import JobService
from bot.members.preferences import PreferenceStore
from bot.members.privacy import Privacy
from bot.members.retention import Retention
from bot.requests.limits import AttachmentLimits
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.worker.eta import DurationEstimator
from bot.worker.pending import PendingMessages
from bot.worker.recovery import CrashRecovery
from bot.worker.result_lookup import ResultLookup
from bot.worker.runner import JobRunner


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """What the host has decided: from whose jobs a member may order, and above how many credits one is asked first."""

    buttons_for: Literal["anyone", "requester"]
    confirm_above: int | None


@dataclass(frozen=True, slots=True)
class Worker:
    """What runs jobs, goes on with them after a restart, looks for their pictures again, knows how long they take."""

    runner: JobRunner
    recovery: CrashRecovery
    lookup: ResultLookup
    estimator: DurationEstimator


@dataclass(frozen=True, slots=True)
class Messages:
    """What is on record of messages at Discord: posts that show jobs, and placeholders of what is under way."""

    posts: Posts
    pending: PendingMessages


@dataclass(frozen=True, slots=True)
class Images:
    """Picture files: references on their way in, pictures on their way out."""

    limits: AttachmentLimits
    reference_store: ReferenceStore
    reference_loader: ReferenceLoader
    result_fetcher: ResultFetcher


@dataclass(frozen=True, slots=True)
class MemberData:
    """What is kept of members, and for how long."""

    preferences: PreferenceStore
    quota: Quota
    privacy: Privacy
    retention: Retention


@dataclass(frozen=True, slots=True)
class Runtime:
    """What every part needs to run. ``data_dir`` is the folder of all that the bot keeps."""

    clock: Clock
    tasks: BackgroundTasks
    data_dir: Path


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a feature may need."""

    admission: AdmissionControl
    policy: HostPolicy
    jobs: JobService
    worker: Worker
    messages: Messages
    images: Images
    members: MemberData
    runtime: Runtime
