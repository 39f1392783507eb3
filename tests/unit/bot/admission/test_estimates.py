"""Estimates wait for an answer: for a while, a few for each member, and not too many of all."""

import pytest

from bot.admission.draft import Draft
from bot.admission.estimates import Estimate, PendingEstimates
from bot.requests.request import Quality, RequestSettings
from tests.support.clock import FakeClock

ALICE, BOB = 10, 11


@pytest.fixture
def pending(clock: FakeClock) -> PendingEstimates[str]:
    """Two of each member, three of all, for a minute."""
    return PendingEstimates(clock.clock, capacity=3, each=2, ttl=60)


def _estimate(prompt: str = "a fox", user_id: int = ALICE) -> Estimate[str]:
    return Estimate(Draft(RequestSettings(), prompt), user_id, f"the answer about {prompt}")


def test_an_estimate_is_taken_once_and_its_order_is_confirmed_then(pending: PendingEstimates[str]) -> None:
    key = pending.add(_estimate())
    taken = pending.take(key)
    assert taken
    assert (taken.draft.prompt, taken.draft.confirmed, taken.shown) == ("a fox", True, "the answer about a fox")
    assert pending.take(key) is None


def test_an_estimate_that_was_kept_waits_anew(pending: PendingEstimates[str], clock: FakeClock) -> None:
    key = pending.add(_estimate())
    clock.advance(59)
    taken = pending.take(key)
    assert taken
    pending.keep(key, taken)
    clock.advance(59)
    assert pending.take(key)


def test_an_estimate_is_void_after_its_time(pending: PendingEstimates[str], clock: FakeClock) -> None:
    key = pending.add(_estimate())
    clock.advance(60)
    assert pending.take(key) is None


def test_of_one_member_only_the_newest_wait_and_nobody_elses_are_lost_to_them(pending: PendingEstimates[str]) -> None:
    others = pending.add(_estimate(user_id=BOB))
    keys = [pending.add(_estimate()) for _ in range(3)]
    assert [pending.take(key) is not None for key in (others, *keys)] == [True, False, True, True]


def test_of_all_only_the_newest_wait(pending: PendingEstimates[str]) -> None:
    keys = [pending.add(_estimate(user_id=user_id)) for user_id in range(4)]
    assert [pending.take(key) is not None for key in keys] == [False, True, True, True]


def test_words_that_were_blocked_stay_away_from_all_that_an_estimate_may_become(
    pending: PendingEstimates[str],
) -> None:
    cheaper = Draft(RequestSettings(quality=Quality.LOW), "a fox")
    key = pending.add(Estimate(Draft(RequestSettings(), "a fox"), ALICE, "shown", cheaper))
    pending.blocked(key)
    taken = pending.take(key)
    assert taken
    assert taken.fitting
    assert taken.draft.plain
    assert taken.fitting.plain


def test_what_waits_no_more_is_not_brought_back_by_blocked_words(pending: PendingEstimates[str]) -> None:
    key = pending.add(_estimate())
    pending.take(key)
    pending.blocked(key)
    assert pending.take(key) is None
