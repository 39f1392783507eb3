"""Budgets over doubles and over databases; a test names only what it is about."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.admission.memory_intake import MemoryIntake
from bot.budgets.budgets import Budgets, HostBudgets
from bot.budgets.grants import Grants
from bot.budgets.warnings import BudgetWarning, BudgetWarnings
from bot.cluster.signals import NO_SIGNALS, Signals
from bot.credits.memory_attempts import MemoryAttempts
from bot.credits.memory_quota import MemoryQuota
from bot.credits.quota import Quota
from bot.credits.window import CreditWindow
from bot.jobs.repository import JobIntake
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.servers.rules import Budget
from bot.servers.store import ServerStore
from bot.storage.accounts.accounts import BudgetStores
from bot.storage.accounts.shared_intake import SharedIntake
from bot.storage.accounts.shared_quota import SharedQuota
from bot.storage.database import Database
from bot.storage.servers.rules import SqlServerRules
from bot.storage.sql.jobs import SqlJobRepository
from tests.support.clock import FakeClock

UTC = ZoneInfo("UTC")
NO_BUDGETS = HostBudgets(None, None, UTC)


def a_host(bot: Budget | None = None, server: Budget | None = None, zone: str = "UTC") -> HostBudgets:
    """The budgets of a host."""
    return HostBudgets(bot, server, ZoneInfo(zone))


class Governed:
    """The budgets of one process over ``database``.

    Args:
        stores: makes the stores: those of a process alone, or of one of several.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        host: HostBudgets = NO_BUDGETS,
        stores: Callable[[Database], BudgetStores] = BudgetStores.alone,
        tasks: BackgroundTasks | None = None,
        signals: Signals = NO_SIGNALS,
    ) -> None:
        made = stores(database)
        self.told: list[BudgetWarning] = []
        self.tasks = tasks or BackgroundTasks()
        self.rules = ServerStore(SqlServerRules(database), signals, clock)
        self.grants = Grants(made.grants, signals, clock)
        self.counters = made.counters
        warnings = BudgetWarnings([self.told.append])
        self.budgets = Budgets(host, self.rules, self.grants, self.counters, warnings, self.tasks)


BOUNDLESS = CreditWindow(10**9, 3600, 10**9)
MOST_DECLINED = 1000


class InSqlite:
    """A process alone."""

    settles_at_once = False
    stores = BudgetStores.alone

    def __init__(self, database: Database, run: str) -> None:
        self.database = database
        self.repository = SqlJobRepository(database, run)

    def accounts(self, clock: FakeClock, governed: Governed) -> tuple[JobIntake, Quota]:
        quota = MemoryQuota(BOUNDLESS, clock.clock)
        attempts = MemoryAttempts(MOST_DECLINED, clock.clock)
        return MemoryIntake(quota, attempts, self.repository, governed.budgets), quota


class InPostgres:
    """One of several processes."""

    settles_at_once = True
    stores = BudgetStores.shared

    def __init__(self, database: Database, run: str) -> None:
        self.database = database
        self.run = run
        self.repository = SqlJobRepository(database, run)

    def accounts(self, clock: FakeClock, governed: Governed) -> tuple[JobIntake, Quota]:
        database, run = self.database, self.run
        intake = SharedIntake(
            BOUNDLESS, MOST_DECLINED, governed.budgets, database, database, run, governed.tasks, clock.clock
        )
        return intake, SharedQuota(BOUNDLESS, database, database, run, clock.clock)
