"""What a draft would cost its member, before anything is spent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.admission.draft import Draft
from bot.budgets.budgets import Budgets
from bot.budgets.caps import Expense, Spending, tightest
from bot.budgets.errors import BudgetExceeded
from bot.credits.errors import QuotaExceeded
from bot.credits.quota import Quota, QuotaTiers
from bot.requests.request import RequestSettings
from bot.runtime.clock import Clock
from bot.timing.estimator import DurationEstimator

Shortfall = QuotaExceeded | BudgetExceeded
"""Why a member can't pay a price: their quota, or a cap."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The ``price`` of a draft in credits, how many are ``left`` before it is paid, and how long it may take.

    ``binding`` is the cap that leaves them, if that is less than the member's quota does. If they can't pay the price,
    ``shortfall`` says why, and ``fitting`` is the most expensive version that they can pay, for ``fitting_price``
    credits.
    """

    price: int
    left: int
    expected: float | None
    binding: Spending | None = None
    shortfall: Shortfall | None = None
    fitting: Draft | None = None
    fitting_price: int = 0


class Quotes:
    """Prices drafts. A job that costs more than ``confirm_above`` credits needs its member's confirmation."""

    def __init__(
        self,
        price: Callable[[RequestSettings], int],
        quota: Quota,
        budgets: Budgets,
        estimator: DurationEstimator,
        clock: Clock,
        confirm_above: int | None,
    ) -> None:
        self._price = price
        self._quota = quota
        self._budgets = budgets
        self._estimator = estimator
        self._clock = clock
        self._confirm_above = confirm_above

    def needs_confirmation(self, draft: Draft) -> bool:
        """Whether the draft costs more than ``CONFIRM_CREDITS``, and its member has not confirmed it."""
        return (
            not draft.confirmed
            and self._confirm_above is not None
            and self._price(draft.settings) > self._confirm_above
        )

    async def is_affordable(self, user_id: int, server_id: int, draft: Draft, tiers: QuotaTiers = ()) -> bool:
        """Whether quota and caps leave the member, who has ``tiers`` in a server (or OUTSIDE), enough.

        Raises:
            TooManyRunning: the member can start no job now.
            StorageUnavailable: what was spent can't be read.
        """
        return (await self._quote(user_id, server_id, draft, tiers)).shortfall is None

    async def quote(self, user_id: int, server_id: int, draft: Draft, tiers: QuotaTiers = ()) -> Quote:
        """What the draft costs the member in a server (or OUTSIDE), where they have ``tiers``.

        Raises:
            QuotaExceeded, BudgetExceeded: the member can't afford even its cheapest version.
            TooManyRunning: the member can start no job now.
            StorageUnavailable: what was spent can't be read.
        """
        quote = await self._quote(user_id, server_id, draft, tiers)
        if quote.shortfall and not quote.fitting:
            raise quote.shortfall
        return quote

    async def _quote(self, user_id: int, server_id: int, draft: Draft, tiers: QuotaTiers) -> Quote:
        price, expected = self._price(draft.settings), self._estimator.expected(draft.settings)
        expense = Expense(server_id, user_id, self._clock.now(), price)
        allowance = await self._budgets.allowance(server_id, user_id, expense.at)
        spendings = await self._budgets.spent(allowance)
        shortfall = await self._shortfall(expense, allowance.granted, tiers, spendings)
        if shortfall is None:
            balance = await self._quota.balance(user_id, allowance.granted, tiers)
            binding = tightest(spendings) if spendings else None
            if binding is None or binding.left >= balance.left:
                return Quote(price, balance.left, expected)
            return Quote(price, binding.left, expected, binding)
        # A limit that is not exceeded leaves more than those that are.
        fitting = draft.within(shortfall.left, self._price)
        fitting_price = self._price(fitting.settings) if fitting else 0
        return Quote(price, shortfall.left, expected, None, shortfall, fitting, fitting_price)

    async def _shortfall(
        self, expense: Expense, granted: int, tiers: QuotaTiers, spendings: Sequence[Spending]
    ) -> Shortfall | None:
        """Why the member can't pay: of quota and caps, what leaves the least. Raises TooManyRunning."""
        found: list[Shortfall] = []
        # Before the quota: of two that leave as little, a budget is mostly the one that renews later.
        if exceeded := self._budgets.shortfall(expense, spendings):
            found.append(exceeded)
        try:
            await self._quota.check(expense.user_id, expense.cost, granted, tiers)
        except QuotaExceeded as error:
            found.append(error)
        return min(found, key=lambda each: each.left, default=None)
