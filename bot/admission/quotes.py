"""What a draft would cost its member, before anything is spent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.admission.draft import Draft
from bot.credits.errors import QuotaExceeded
from bot.credits.quota import Balance, Quota, QuotaTiers
from bot.requests.request import RequestSettings
from bot.timing.estimator import DurationEstimator

Granted = Callable[[int, int], Awaitable[int]]
"""How many credits beyond the quota a server, by its id, grants a member now. Raises StorageUnavailable."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The ``price`` of a draft in credits, the member's ``balance`` before it is paid, and how long it may take.

    If they can't pay it, ``shortfall`` says why, and ``fitting`` is the most expensive version that they can pay, for
    ``fitting_price`` credits.
    """

    price: int
    balance: Balance
    expected: float | None
    shortfall: QuotaExceeded | None = None
    fitting: Draft | None = None
    fitting_price: int = 0


class Quotes:
    """Prices drafts. A job that costs more than ``confirm_above`` credits needs its member's confirmation."""

    def __init__(
        self,
        price: Callable[[RequestSettings], int],
        quota: Quota,
        granted: Granted,
        estimator: DurationEstimator,
        confirm_above: int | None,
    ) -> None:
        self._price = price
        self._quota = quota
        self._granted = granted
        self._estimator = estimator
        self._confirm_above = confirm_above

    def needs_confirmation(self, draft: Draft) -> bool:
        """Whether the draft costs more than ``CONFIRM_CREDITS``, and its member has not confirmed it."""
        return (
            not draft.confirmed
            and self._confirm_above is not None
            and self._price(draft.settings) > self._confirm_above
        )

    async def is_affordable(self, user_id: int, server_id: int, draft: Draft, tiers: QuotaTiers = ()) -> bool:
        """Whether the member, who has ``tiers`` in a server (or OUTSIDE), has enough credits. Raises TooManyRunning."""
        granted = await self._granted(server_id, user_id)
        try:
            await self._quota.check(user_id, self._price(draft.settings), granted, tiers)
        except QuotaExceeded:
            return False
        return True

    async def quote(self, user_id: int, server_id: int, draft: Draft, tiers: QuotaTiers = ()) -> Quote:
        """What the draft costs the member in a server (or OUTSIDE), where they have ``tiers``.

        Raises:
            QuotaExceeded: the member can't afford even its cheapest version.
            TooManyRunning: the member can start no job now.
        """
        price, granted = self._price(draft.settings), await self._granted(server_id, user_id)
        shortfall, fitting = None, None
        try:
            await self._quota.check(user_id, price, granted, tiers)
        except QuotaExceeded as error:
            shortfall, fitting = error, draft.within(error.left, self._price)
            if fitting is None:
                raise
        return Quote(
            price,
            await self._quota.balance(user_id, granted, tiers),
            self._estimator.expected(draft.settings),
            shortfall,
            fitting,
            self._price(fitting.settings) if fitting else 0,
        )
