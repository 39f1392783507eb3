"""Makes the parts that count with the jobs in a database."""

from dataclasses import dataclass
from typing import Self

from bot.budgets.budgets import Budgets
from bot.budgets.counters import Counters
from bot.budgets.grants import GrantRepository
from bot.budgets.usage import UsageRecords
from bot.credits.attempts import Attempts
from bot.credits.quota import Quota
from bot.credits.window import CreditWindow
from bot.jobs.repository import JobIntake
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.storage.accounts.grants import SqlGrants
from bot.storage.accounts.shared_attempts import SharedAttempts
from bot.storage.accounts.shared_intake import SharedIntake
from bot.storage.accounts.shared_quota import SharedQuota
from bot.storage.accounts.spending import SqlCounters
from bot.storage.accounts.statements import NO_OTHER_COUNTS
from bot.storage.accounts.usage import SqlUsage
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class BudgetStores:
    """What is counted for budgets, what was granted beyond them, and what was spent on what."""

    counters: Counters
    grants: GrantRepository
    usage: UsageRecords

    @classmethod
    def alone(cls, database: Database) -> Self:
        """Those of the one process that uses ``database``."""
        return cls(SqlCounters(database), SqlGrants(database), SqlUsage(database))

    @classmethod
    def shared(cls, database: Database) -> Self:
        """Those of one of several processes."""
        return cls(SqlCounters(database, NO_OTHER_COUNTS), SqlGrants(database), SqlUsage(database))


@dataclass(frozen=True, slots=True)
class SharedAccounts:
    """The accounts of all members in the database that ``run`` shares with others.

    ``database`` gives up within the time in which a member waits; ``patient`` is the same one, and waits until the
    database is back.
    """

    database: Database
    patient: Database
    run: str

    def intake(
        self, window: CreditWindow, most_declined: int, budgets: Budgets, tasks: BackgroundTasks, clock: Clock
    ) -> JobIntake:
        return SharedIntake(window, most_declined, budgets, self.database, self.patient, self.run, tasks, clock)

    def quota(self, window: CreditWindow, clock: Clock) -> Quota:
        return SharedQuota(window, self.database, self.patient, self.run, clock)

    def attempts(self, most: int, clock: Clock) -> Attempts:
        return SharedAttempts(most, self.database, clock)
