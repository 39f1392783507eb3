"""The images that members put aside, on a clock moved by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.members.selection import LIFE, Tray, Trays
from bot.requests.attachment import Candidate
from bot.requests.request import MAX_REFERENCES
from tests.support.clock import FakeClock

ALICE, BOB = 1, 2


@pytest.fixture
def trays(clock: FakeClock) -> Trays:
    """Nobody has put anything aside."""
    return Trays(clock.clock)


def _image(name: str) -> Candidate:
    return Candidate(f"{name}.png", f"https://cdn.discordapp.com/{name}.png")


def _names(tray: Tray) -> list[str]:
    return [image.filename.removesuffix(".png") for image in tray.images]


def _images(names: str) -> list[Candidate]:
    return [_image(name) for name in names]


def test_a_member_without_a_tray_has_an_empty_one(trays: Trays) -> None:
    assert trays.of(ALICE) == Tray()


def test_images_are_kept_in_the_order_in_which_they_came(trays: Trays) -> None:
    trays.add(ALICE, _images("b"))
    trays.add(ALICE, _images("ac"))
    assert _names(trays.of(ALICE)) == ["b", "a", "c"]


def test_a_tray_is_its_members_own(trays: Trays) -> None:
    trays.add(ALICE, _images("a"))
    assert trays.of(BOB) == Tray()


def test_an_image_that_is_there_already_takes_no_second_place(trays: Trays) -> None:
    trays.add(ALICE, _images("ab"))
    assert trays.add(ALICE, _images("ba")) == 0
    assert _names(trays.of(ALICE)) == ["a", "b"]


def test_what_finds_no_room_is_counted(trays: Trays) -> None:
    trays.add(ALICE, _images("ab"))
    assert trays.add(ALICE, _images("bcde")) == 2
    assert _names(trays.of(ALICE)) == ["a", "b", "c"]


def test_what_is_taken_out_is_gone_and_the_rest_stays(trays: Trays) -> None:
    trays.add(ALICE, _images("abc"))
    trays.remove(ALICE, [_image("b").url, _image("x").url])
    assert _names(trays.of(ALICE)) == ["a", "c"]


def test_a_tray_is_kept_for_its_time_after_the_last_change(trays: Trays, clock: FakeClock) -> None:
    trays.add(ALICE, _images("a"))
    clock.advance(LIFE - 1)
    trays.add(ALICE, _images("b"))
    assert trays.of(ALICE).until == clock.time + LIFE
    clock.advance(LIFE - 1)
    assert _names(trays.of(ALICE)) == ["a", "b"]
    clock.advance(1)
    assert trays.of(ALICE) == Tray()


def test_what_was_there_too_long_does_not_come_back_with_new_images(trays: Trays, clock: FakeClock) -> None:
    trays.add(ALICE, _images("abc"))
    clock.advance(LIFE)
    assert trays.add(ALICE, _images("d")) == 0
    assert _names(trays.of(ALICE)) == ["d"]


def test_beyond_the_bound_the_tray_unused_for_longest_is_dropped(clock: FakeClock) -> None:
    trays = Trays(clock.clock, capacity=3)
    for member in range(3):
        trays.add(member, _images("a"))
    trays.add(0, _images("b"))
    trays.add(3, _images("a"))
    assert [member for member in range(4) if trays.of(member).images] == [0, 2, 3]


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=5), max_size=8))
def test_a_tray_never_holds_more_than_imini_takes_nor_one_image_twice(batches: list[list[str]]) -> None:
    trays = Trays(FakeClock().clock)
    for batch in batches:
        trays.add(ALICE, _images("".join(batch)))
        names = _names(trays.of(ALICE))
        assert len(names) == len(set(names)) <= MAX_REFERENCES


def test_images_are_told_apart_by_short_keys() -> None:
    keys = [_image(name).key for name in "abc"]
    assert len(set(keys)) == 3
    assert all(len(key) == 10 and set(key) <= set("0123456789abcdef") for key in keys)
