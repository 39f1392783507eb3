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


def test_an_estimate_is_answered_once_and_its_draft_is_confirmed_then(pending: PendingEstimates[str]) -> None:
    key = pending.add(_estimate())
    popped = pending.pop(key)
    assert popped
    assert (popped.draft.prompt, popped.draft.confirmed, popped.shown) == ("a fox", True, "the answer about a fox")
    assert pending.pop(key) is None


def test_an_estimate_that_was_kept_waits_anew(pending: PendingEstimates[str], clock: FakeClock) -> None:
    key = pending.add(_estimate())
    clock.advance(59)
    popped = pending.pop(key)
    assert popped
    pending.put_back(key, popped)
    clock.advance(59)
    assert pending.pop(key)


def test_an_estimate_is_void_after_its_time(pending: PendingEstimates[str], clock: FakeClock) -> None:
    key = pending.add(_estimate())
    clock.advance(60)
    assert pending.pop(key) is None


def test_of_one_member_only_the_newest_wait_and_nobody_elses_are_lost_to_them(pending: PendingEstimates[str]) -> None:
    others = pending.add(_estimate(user_id=BOB))
    keys = [pending.add(_estimate()) for _ in range(3)]
    assert [pending.pop(key) is not None for key in (others, *keys)] == [True, False, True, True]


def test_of_all_only_the_newest_wait(pending: PendingEstimates[str]) -> None:
    keys = [pending.add(_estimate(user_id=user_id)) for user_id in range(4)]
    assert [pending.pop(key) is not None for key in keys] == [False, True, True, True]


def test_words_that_were_blocked_stay_away_from_all_that_an_estimate_may_become(
    pending: PendingEstimates[str],
) -> None:
    cheaper = Draft(RequestSettings(quality=Quality.LOW), "a fox")
    key = pending.add(Estimate(Draft(RequestSettings(), "a fox"), ALICE, "shown", cheaper))
    pending.mark_blocked(key)
    popped = pending.pop(key)
    assert popped
    assert popped.fitting
    assert popped.draft.plain
    assert popped.fitting.plain


def test_what_waits_no_more_is_not_brought_back_by_blocked_words(pending: PendingEstimates[str]) -> None:
    key = pending.add(_estimate())
    pending.pop(key)
    pending.mark_blocked(key)
    assert pending.pop(key) is None
