"""The price of a request, and of a partial result."""

from dataclasses import dataclass

from bot.requests.request import Quality, RequestSettings, Resolution

Prices = tuple[int, int, int]
"""The credits of one picture at low, medium and high quality."""


@dataclass(frozen=True, slots=True)
class Pricing:
    """The price table: ``QUOTA_COST_1K``, ``QUOTA_COST_2K`` and ``QUOTA_COST_4K``."""

    one_k: Prices
    two_k: Prices
    four_k: Prices

    def price(self, settings: RequestSettings) -> int:
        """The price of one picture times the number of pictures, in credits."""
        # Quality lists its members in the order of Prices: low, medium, high.
        prices = {Resolution.ONE_K: self.one_k, Resolution.TWO_K: self.two_k, Resolution.FOUR_K: self.four_k}
        return prices[settings.resolution][list(Quality).index(settings.quality)] * settings.num


def share(cost: int, pictures: int, of: int) -> int:
    """The price of ``pictures`` if ``of`` pictures cost ``cost`` credits, rounded down in the member's favour.

    Pictures beyond ``of`` are free: imini sometimes returns more than requested.
    """
    return cost * min(pictures, of) // of
