"""Drafts that are kept for open editors."""

from bot.admission.draft import Draft
from bot.admission.held_drafts import HeldDrafts
from bot.requests.request import RequestSettings


def test_a_draft_is_found_as_often_as_its_form_is_sent() -> None:
    drafts, draft = HeldDrafts(), Draft(RequestSettings(), "a fox")
    key = drafts.hold(draft)
    assert [drafts.find(key), drafts.find(key)] == [draft, draft]


def test_a_draft_that_was_never_held_is_not_found() -> None:
    assert HeldDrafts().find("0123456789") is None


def test_the_draft_unused_for_longest_makes_room() -> None:
    drafts = HeldDrafts(capacity=2)
    first, second = (drafts.hold(Draft(RequestSettings(), prompt)) for prompt in "ab")
    drafts.find(first)
    third = drafts.hold(Draft(RequestSettings(), "c"))
    assert [drafts.find(key) is not None for key in (first, second, third)] == [True, False, True]
