"""What a request costs, and what a part of its pictures does."""

from dataclasses import dataclass

from bot.requests.request import Quality, RequestSettings, Resolution

Prices = tuple[int, int, int]
"""The credits of one picture at low, medium and high quality."""


@dataclass(frozen=True, slots=True)
class Pricing:
    """The price of one picture of each resolution."""

    one_k: Prices
    two_k: Prices
    four_k: Prices

    def price(self, settings: RequestSettings) -> int:
        """The credits that a request of these settings costs: the price of one picture times their number."""
        prices = {Resolution.ONE_K: self.one_k, Resolution.TWO_K: self.two_k, Resolution.FOUR_K: self.four_k}
        return prices[settings.resolution][list(Quality).index(settings.quality)] * settings.num


def share(cost: int, pictures: int, of: int) -> int:
    """What ``pictures`` cost, where ``of`` pictures cost ``cost`` credits; rounded down, in favour of the member."""
    return cost * min(pictures, of) // of
