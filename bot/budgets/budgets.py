"""Which caps hold for an expense, and its reservation within all of them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.budgets.caps import Cap, Expense, Level, Spending, tightest
from bot.budgets.counters import Counters
from bot.budgets.errors import BudgetExceeded, NotCovered
from bot.budgets.grants import Grants
from bot.budgets.headroom import Headroom
from bot.budgets.spans import span_at
from bot.budgets.warnings import NEARLY, USED_UP, BudgetWarning, BudgetWarnings, reached
from bot.errors import StorageError, StorageUnavailable
from bot.runtime.background import BackgroundTasks
from bot.servers.rules import NO_RULES, Budget, Period, ServerRules
from bot.servers.store import ServerStore

TRIES = 5
"""How often a reservation is tried while others take and give back what it needs."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a member may spend: within all ``caps``, and ``granted`` credits beyond their quota."""

    caps: tuple[Cap, ...] = ()
    granted: int = 0


Store = Callable[[Allowance], Awaitable[list[Spending] | None]]
"""Stores a job, and reserves its credits, in one step. Raises NotCovered unless all caps leave enough for it.

Returns what is spent of each cap with it, if that is known already.
"""


@dataclass(frozen=True, slots=True)
class HostBudgets:
    """The host's budgets for all of the ``bot`` and for each ``server``, in the time zone ``zone``. None: no cap."""

    bot: Budget | None
    server: Budget | None
    zone: ZoneInfo


class Budgets:
    """The caps of the host and of the servers' managers. Places outside the bot's servers are one server together."""

    def __init__(
        self,
        host: HostBudgets,
        rules: ServerStore,
        grants: Grants,
        counters: Counters,
        warnings: BudgetWarnings,
        tasks: BackgroundTasks,
    ) -> None:
        self._host = host
        self._rules = rules
        self._grants = grants
        self._counters = counters
        self._warnings = warnings
        self._tasks = tasks
        self._headroom = Headroom()

    async def allowance(self, server_id: int, user_id: int, at: float) -> Allowance:
        """What a member may spend in a server (or OUTSIDE) at ``at`` (epoch seconds). Raises StorageUnavailable."""
        if not server_id:
            return Allowance(self._caps(NO_RULES, server_id, user_id, at))
        rules = (await self._rules.get(server_id)).rules
        granted = {
            Level.SERVER: await self._grants.granted(server_id, None, at),
            Level.MEMBER: await self._grants.granted(server_id, user_id, at),
        }
        caps = self._caps(rules, server_id, user_id, at)
        return Allowance(
            tuple(replace(cap, limit=cap.limit + granted.get(cap.level, 0)) for cap in caps), granted[Level.MEMBER]
        )

    async def spent(self, allowance: Allowance) -> list[Spending]:
        """What was spent of each cap that holds. Raises StorageUnavailable."""
        try:
            return await self._counters.spent(allowance.caps)
        except StorageError as error:
            raise StorageUnavailable from error

    def shortfall(self, expense: Expense, spendings: Sequence[Spending]) -> BudgetExceeded | None:
        """Why the caps don't cover an expense, of which whoever has to be is warned; None if they do."""
        if not _exceeded(expense, spendings):
            return None
        self._watch(expense, tuple(spending.cap for spending in spendings), refused=True)
        return BudgetExceeded(expense.cost, tightest(spendings))

    async def spent_by_all(self, period: Period, at: float) -> int:
        """The credits that the whole bot has spent in the day, week or month of ``at``. Raises StorageError."""
        (spending,) = await self._counters.spent([self._whole(Budget(credits=0, period=period), at)])
        return spending.spent

    async def of_bot(self, at: float) -> Spending | None:
        """What was spent of ``BUDGET``; None if there is none. Raises StorageError."""
        if self._host.bot is None:
            return None
        (spending,) = await self._counters.spent([self._whole(self._host.bot, at)])
        return spending

    async def reserve(self, expense: Expense, store: Store) -> None:
        """Call ``store`` with what is allowed for an expense.

        Raises:
            BudgetExceeded: a cap leaves too little for it.
            StorageUnavailable, StorageError: what is allowed, or what was spent, can't be read.
        """
        allowance = await self.allowance(expense.server_id, expense.user_id, expense.at)
        if not expense.cost:
            allowance = replace(allowance, caps=())  # what is free exceeds no cap, not even one that was lowered
        spendings: list[Spending] = []
        for _ in range(TRIES):
            try:
                known = await store(allowance)
            except NotCovered:
                spendings = await self._counters.spent(allowance.caps)
                if _exceeded(expense, spendings):
                    break
            else:
                # A read less for most jobs.
                if known is None:
                    is_quiet = self._headroom.take(allowance.caps, expense.cost)
                else:
                    is_quiet = all(reached(spending) <= spending.warned for spending in known)
                if not is_quiet:
                    self._watch(expense, allowance.caps)
                return
        # Also if others were quicker each time: then next to nothing is left.
        self._watch(expense, allowance.caps, refused=True)
        raise BudgetExceeded(expense.cost, tightest(spendings))

    async def forget_old(self, before: float) -> None:
        """Delete the counters and grants that ended before ``before`` (epoch seconds). Raises StorageError."""
        await self._counters.forget(before)
        await self._grants.forget(before)

    def _whole(self, budget: Budget, at: float) -> Cap:
        """A cap for all of the bot."""
        return Cap(Level.BOT, None, None, budget.credits, span_at(budget.period, self._host.zone, at))

    def _caps(self, rules: ServerRules, server_id: int, user_id: int, at: float) -> tuple[Cap, ...]:
        host = self._host
        caps = (
            (Level.BOT, host.bot, host.zone, None, None),
            (Level.HOST, host.server, host.zone, server_id, None),
            (Level.SERVER, rules.server_budget, rules.zone, server_id, None),
            (Level.MEMBER, rules.member_budget, rules.zone, server_id, user_id),
        )
        return tuple(
            Cap(level, server, member, budget.credits, span_at(budget.period, zone, at))
            for level, budget, zone, server, member in caps
            if budget
        )

    def _watch(self, expense: Expense, caps: tuple[Cap, ...], *, refused: bool = False) -> None:
        if caps:
            self._tasks.start(self._warn(expense, caps, refused=refused), "warn of budgets")

    async def _warn(self, expense: Expense, caps: tuple[Cap, ...], *, refused: bool) -> None:
        taken = self._headroom.taken
        spendings = await self._counters.spent(caps)
        self._headroom.learn(spendings, taken)
        for spending in spendings:
            # Whoever is refused near the end has met it, though a few credits are left.
            met = refused and spending.reaches(NEARLY) and spending.left < expense.cost
            percent = USED_UP if met else reached(spending)
            if percent > spending.warned and await self._counters.mark(spending.cap, percent):
                self._warnings.tell(BudgetWarning(expense.server_id, percent, spending))


def _exceeded(expense: Expense, spendings: Sequence[Spending]) -> bool:
    """Whether a cap leaves too little. What is free exceeds none, not even one that was lowered."""
    return bool(expense.cost) and any(spending.left < expense.cost for spending in spendings)
