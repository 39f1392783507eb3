"""What a member can afford instead of what was requested."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.request import ImagineRequest, Quality, Resolution
from cogs.orders import Order
from tests.support.jobs import a_request

PRICES = {Resolution.ONE_K: (1, 1, 2), Resolution.TWO_K: (1, 2, 4), Resolution.FOUR_K: (2, 4, 8)}


def _price(request: ImagineRequest) -> int:
    return PRICES[request.resolution][list(Quality).index(request.quality)] * request.num


def _order(resolution: str, quality: str, num: int) -> Order:
    return Order(a_request(resolution=resolution, quality=quality, num=num), spoiler=True)


@pytest.mark.parametrize(
    ("credits", "found"),
    [
        (80, ("4K", "high", 10)),
        (16, ("4K", "low", 8)),
        (3, ("2K", "low", 3)),
        (1, ("2K", "low", 1)),
    ],
)
def test_the_most_expensive_variant_that_the_credits_pay_for_is_offered(
    credits: int, found: tuple[str, str, int]
) -> None:
    variant = _order("4K", "high", 10).within(credits, _price)
    assert variant
    request = variant.request
    assert (request.resolution, request.quality, request.num) == found
    assert variant.spoiler


def test_where_the_credits_pay_for_nothing_there_is_no_variant() -> None:
    assert _order("4K", "high", 10).within(0, _price) is None


@given(
    resolution=st.sampled_from(Resolution),
    quality=st.sampled_from(Quality),
    num=st.integers(1, 10),
    credits=st.integers(0, 100),
)
def test_no_variant_is_better_and_none_exceeds_what_was_requested(
    resolution: Resolution, quality: Quality, num: int, credits: int
) -> None:
    order = _order(resolution, quality, num)
    variant = order.within(credits, _price)
    sizes, qualities = list(Resolution), list(Quality)
    possible = [
        _price(a_request(resolution=size, quality=detail, num=number))
        for size, detail, number in product(
            sizes[: sizes.index(resolution) + 1], qualities[: qualities.index(quality) + 1], range(1, num + 1)
        )
    ]
    affordable = [price for price in possible if price <= credits]
    assert (_price(variant.request) if variant else None) == max(affordable, default=None)
