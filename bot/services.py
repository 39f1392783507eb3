"""What the ``setup`` functions of the cogs are handed: the product's parts, built once by the composition root.

No part takes all of it: each is given what it uses, by name.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.admission.admission import Pipeline
from bot.credits.quota import Quota
from bot.images.reference_loader import Inputs
from bot.images.reference_store import Snapshots
from bot.images.results import Gallery
from bot.jobs.posts import Posts
from bot.jobs.service import JobService
from bot.members.preferences import Members
from bot.members.privacy import Privacy
from bot.members.retention import Retention
from bot.requests.limits import AttachmentLimits
from bot.runtime.background import Tasks
from bot.runtime.clock import Clock
from bot.worker.eta import Durations
from bot.worker.pending import Errands
from bot.worker.recovery import CrashRecovery
from bot.worker.result_lookup import Recovery
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
    lookup: Recovery
    durations: Durations


@dataclass(frozen=True, slots=True)
class Messages:
    """What is on record of messages at Discord: posts that show jobs, and placeholders of what is under way."""

    posts: Posts
    pending: Errands


@dataclass(frozen=True, slots=True)
class Images:
    """Picture files: references on their way in, pictures on their way out."""

    limits: AttachmentLimits
    snapshots: Snapshots
    inputs: Inputs
    gallery: Gallery


@dataclass(frozen=True, slots=True)
class MemberData:
    """What is kept of members, and for how long."""

    preferences: Members
    quota: Quota
    privacy: Privacy
    retention: Retention


@dataclass(frozen=True, slots=True)
class Runtime:
    """What every part needs to run. ``data_dir`` is the folder of all that the bot keeps."""

    clock: Clock
    tasks: Tasks
    data_dir: Path


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a feature may need."""

    admission: Pipeline
    policy: HostPolicy
    jobs: JobService
    worker: Worker
    messages: Messages
    images: Images
    members: MemberData
    runtime: Runtime
