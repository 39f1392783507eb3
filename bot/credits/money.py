"""What credits are worth to the host, in money."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CreditPrice:
    """``CREDIT_PRICE`` in ``CURRENCY`` (an ISO 4217 code): what one credit costs the host."""

    amount: Decimal
    currency: str

    def of(self, credits: int) -> Decimal:
        """What ``credits`` cost, in the currency."""
        return self.amount * credits
