"""What is cheaper than some settings, what is sharper, and what some credits pay for."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.credits.pricing import Pricing
from bot.requests.errors import AtHighestQuality
from bot.requests.request import Quality, RequestSettings, Resolution
from bot.requests.variations import cheaper, sharper, within

PRICING = Pricing((1, 2, 4), (2, 4, 8), (4, 8, 16))

any_settings = st.builds(
    RequestSettings,
    resolution=st.sampled_from(Resolution),
    quality=st.sampled_from(Quality),
    num=st.integers(1, 10),
)


def _down_from(settings: RequestSettings) -> Iterator[RequestSettings]:
    while lower := cheaper(settings):
        yield lower
        settings = lower


def _said(settings: RequestSettings) -> tuple[str, str, int]:
    return settings.resolution, settings.quality, settings.num


def test_cheaper_lowers_the_quality_then_the_resolution_then_the_number() -> None:
    wanted = RequestSettings(resolution=Resolution.TWO_K, quality=Quality.HIGH, num=4)
    assert [_said(settings) for settings in _down_from(wanted)] == [
        ("2K", "medium", 4),
        ("2K", "low", 4),
        ("1K", "low", 4),
        ("1K", "low", 1),
    ]


@given(any_settings)
def test_each_step_down_costs_less_and_the_last_is_the_cheapest_of_all(settings: RequestSettings) -> None:
    prices = [PRICING.price(step) for step in (settings, *_down_from(settings))]
    assert prices == sorted(set(prices), reverse=True)
    assert prices[-1] == 1


@pytest.mark.parametrize(
    ("resolution", "quality", "changes"),
    [
        ("1K", "high", {"resolution": "2K"}),
        ("2K", "low", {"resolution": "4K"}),
        ("4K", "low", {"quality": "medium"}),
        ("4K", "medium", {"quality": "high"}),
    ],
)
def test_sharper_raises_the_resolution_and_at_the_top_of_it_the_quality(
    resolution: str, quality: str, changes: dict[str, str]
) -> None:
    assert sharper(RequestSettings.parse(resolution=resolution, quality=quality)) == changes


def test_nothing_is_sharper_than_the_highest_of_both() -> None:
    with pytest.raises(AtHighestQuality):
        sharper(RequestSettings(resolution=Resolution.FOUR_K, quality=Quality.HIGH))


@given(any_settings, st.integers(0, 200))
def test_what_some_credits_pay_for_is_within_them_and_raises_nothing(settings: RequestSettings, credits: int) -> None:
    best = within(settings, credits, PRICING.price)
    if best is None:
        assert credits == 0
        return
    assert PRICING.price(best) <= credits
    assert best.num <= settings.num
    ladders = ((Resolution, best.resolution, settings.resolution), (Quality, best.quality, settings.quality))
    assert all(list(ladder).index(got) <= list(ladder).index(wanted) for ladder, got, wanted in ladders)


@given(any_settings)
def test_credits_that_pay_for_all_of_it_change_nothing(settings: RequestSettings) -> None:
    assert within(settings, PRICING.price(settings), PRICING.price) == settings


def test_of_what_costs_the_same_more_pictures_come_first_then_larger_ones() -> None:
    wanted = RequestSettings(resolution=Resolution.FOUR_K, quality=Quality.HIGH, num=4)
    four = within(wanted, 4, PRICING.price)
    two = within(wanted.model_copy(update={"num": 1}), 4, PRICING.price)
    assert four
    assert two
    assert (_said(four), _said(two)) == (("1K", "low", 4), ("4K", "low", 1))
