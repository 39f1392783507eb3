"""Drafts that open editors find again."""

from bot.admission.draft import Order
from bot.admission.held_drafts import HeldDrafts
from bot.requests.request import RequestSettings


def test_a_draft_is_found_as_often_as_its_form_is_sent() -> None:
    drafts, order = HeldDrafts(), Order(RequestSettings(), "a fox")
    key = drafts.hold(order)
    assert [drafts.find(key), drafts.find(key)] == [order, order]


def test_a_draft_that_was_never_held_is_not_found() -> None:
    assert HeldDrafts().find("0123456789") is None


def test_the_draft_unused_for_longest_makes_room() -> None:
    drafts = HeldDrafts(capacity=2)
    first, second = (drafts.hold(Order(RequestSettings(), prompt)) for prompt in "ab")
    drafts.find(first)
    third = drafts.hold(Order(RequestSettings(), "c"))
    assert [drafts.find(key) is not None for key in (first, second, third)] == [True, False, True]
