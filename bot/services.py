"""What the ``setup`` functions of the cogs receive: the product in ten fields, built by ``bot/compose.py``.

No constructor takes a facade: ``setup`` hands each class the parts that it uses, by name.
"""

from dataclasses import dataclass
from typing import Literal

from bot.admission.admission import AdmissionControl
from bot.budgets.budgets import Budgets
from bot.budgets.grants import Grants
from bot.budgets.usage import UsageRecords
from bot.budgets.warnings import BudgetWarnings
from bot.cluster.duties import Duties
from bot.cluster.notices import Notices
from bot.cluster.sharding import Sharding
from bot.credits.money import CreditPrice
from bot.credits.quota import Quota
from bot.host.alerts import AlertPolicy
from bot.host.error_rate import ErrorRate
from bot.host.reports import Reports
from bot.host.store import HostStore
from bot.images.reference_loader import ReferenceLoader
from bot.images.results import ResultFetcher
from bot.imini.account import Account
from bot.imini.result_lookup import ResultLookup
from bot.jobs.posts import Posts
from bot.jobs.service import JobService
from bot.members.preferences import PreferenceStore
from bot.members.privacy import Privacy
from bot.members.retention import Retention
from bot.members.selection import ReferenceSelections
from bot.requests.limits import AttachmentLimits
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.servers.act_log import ActLog
from bot.servers.blocks import Blocks
from bot.servers.consent import Consents
from bot.servers.store import ServerStore
from bot.timing.estimator import DurationEstimator
from bot.worker.pending import PendingMessages
from bot.worker.recovery import CrashRecovery
from bot.worker.runner import JobRunner


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """Settings that features obey: ``BUTTONS_FOR``, ``CONFIRM_CREDITS`` (None: no confirmation), ``CREDIT_PRICE``."""

    buttons_for: Literal["anyone", "requester"]
    confirm_above: int | None
    credit_price: CreditPrice | None
    alerts: AlertPolicy


@dataclass(frozen=True, slots=True)
class Worker:
    """Runs jobs, resumes them after a restart, looks up their results again and estimates how long they take."""

    runner: JobRunner
    recovery: CrashRecovery
    lookup: ResultLookup
    estimator: DurationEstimator


@dataclass(frozen=True, slots=True)
class Messages:
    """The stored messages at Discord: posts that show jobs, and placeholders for work that is not a job yet."""

    posts: Posts
    pending: PendingMessages


@dataclass(frozen=True, slots=True)
class Images:
    """Image files: references from members, results for them."""

    limits: AttachmentLimits
    selections: ReferenceSelections
    reference_loader: ReferenceLoader
    result_fetcher: ResultFetcher


@dataclass(frozen=True, slots=True)
class MemberData:
    """The data stored about members, its erasure and its retention."""

    preferences: PreferenceStore
    quota: Quota
    privacy: Privacy
    retention: Retention


@dataclass(frozen=True, slots=True)
class ServerData:
    """What the managers of servers decide and did, and what members say of their own pictures."""

    rules: ServerStore
    blocks: Blocks
    acts: ActLog
    consents: Consents


@dataclass(frozen=True, slots=True)
class BudgetData:
    """What may be spent in servers and by the whole bot, what was, and who is warned."""

    budgets: Budgets
    grants: Grants
    usage: UsageRecords
    warnings: BudgetWarnings


@dataclass(frozen=True, slots=True)
class Cluster:
    """What processes share: chores, notices to each other, and the shards."""

    duties: Duties
    notices: Notices
    sharding: Sharding


@dataclass(frozen=True, slots=True)
class HostSide:
    """What is the host's own: the account at imini, decisions, what the bot measures of itself and says of it."""

    account: Account
    decisions: HostStore
    meter: ErrorRate
    reports: Reports


@dataclass(frozen=True, slots=True)
class Runtime:
    """What every part needs to run."""

    clock: Clock
    tasks: BackgroundTasks
    cluster: Cluster
    host: HostSide


@dataclass(frozen=True, slots=True)
class Services:
    """All facades. A test limits them to ten, with at most four fields each."""

    admission: AdmissionControl
    policy: HostPolicy
    jobs: JobService
    worker: Worker
    messages: Messages
    images: Images
    members: MemberData
    servers: ServerData
    budgets: BudgetData
    runtime: Runtime
