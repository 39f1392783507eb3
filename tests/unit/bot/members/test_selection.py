"""The images that members select, on a clock moved by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.members.selection import TTL, MemorySelections, ReferenceSelection, ReferenceSelections
from bot.requests.attachment import ImageAttachment
from bot.requests.request import MAX_REFERENCES
from tests.support.clock import FakeClock

ALICE, BOB = 1, 2


@pytest.fixture
def selections(clock: FakeClock) -> ReferenceSelections:
    """Nobody has selected anything."""
    return ReferenceSelections(MemorySelections(clock.clock))


def _image(name: str) -> ImageAttachment:
    return ImageAttachment(f"{name}.png", f"https://cdn.discordapp.com/{name}.png")


def _names(selection: ReferenceSelection) -> list[str]:
    return [image.filename.removesuffix(".png") for image in selection.images]


def _images(names: str) -> list[ImageAttachment]:
    return [_image(name) for name in names]


async def test_a_member_without_a_selection_has_an_empty_one(selections: ReferenceSelections) -> None:
    assert await selections.of(ALICE) == ReferenceSelection()


async def test_images_are_kept_in_the_order_in_which_they_came(selections: ReferenceSelections) -> None:
    await selections.add(ALICE, _images("b"))
    await selections.add(ALICE, _images("ac"))
    assert _names(await selections.of(ALICE)) == ["b", "a", "c"]


async def test_a_selection_is_its_members_own(selections: ReferenceSelections) -> None:
    await selections.add(ALICE, _images("a"))
    assert await selections.of(BOB) == ReferenceSelection()


async def test_an_image_that_is_there_already_takes_no_second_place(selections: ReferenceSelections) -> None:
    await selections.add(ALICE, _images("ab"))
    assert await selections.add(ALICE, _images("ba")) == 0
    assert _names(await selections.of(ALICE)) == ["a", "b"]


async def test_what_finds_no_room_is_counted(selections: ReferenceSelections) -> None:
    await selections.add(ALICE, _images("ab"))
    assert await selections.add(ALICE, _images("bcde")) == 2
    assert _names(await selections.of(ALICE)) == ["a", "b", "c"]


async def test_what_is_taken_out_is_gone_and_the_rest_stays(selections: ReferenceSelections) -> None:
    await selections.add(ALICE, _images("abc"))
    await selections.remove(ALICE, [_image("b").url, _image("x").url])
    assert _names(await selections.of(ALICE)) == ["a", "c"]


async def test_a_selection_is_kept_for_its_time_after_the_last_change(
    selections: ReferenceSelections, clock: FakeClock
) -> None:
    await selections.add(ALICE, _images("a"))
    clock.advance(TTL - 1)
    await selections.add(ALICE, _images("b"))
    assert (await selections.of(ALICE)).until == clock.time + TTL
    clock.advance(TTL - 1)
    assert _names(await selections.of(ALICE)) == ["a", "b"]
    clock.advance(1)
    assert await selections.of(ALICE) == ReferenceSelection()


async def test_what_was_there_too_long_does_not_come_back_with_new_images(
    selections: ReferenceSelections, clock: FakeClock
) -> None:
    await selections.add(ALICE, _images("abc"))
    clock.advance(TTL)
    assert await selections.add(ALICE, _images("d")) == 0
    assert _names(await selections.of(ALICE)) == ["d"]


async def test_beyond_the_bound_the_selection_unused_for_longest_is_dropped(clock: FakeClock) -> None:
    selections = ReferenceSelections(MemorySelections(clock.clock, capacity=3))
    for member in range(3):
        await selections.add(member, _images("a"))
    await selections.add(0, _images("b"))
    await selections.add(3, _images("a"))
    assert [member for member in range(4) if (await selections.of(member)).images] == [0, 2, 3]


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=5), max_size=8))
async def test_a_selection_never_holds_more_than_imini_accepts_nor_one_image_twice(batches: list[list[str]]) -> None:
    selections = ReferenceSelections(MemorySelections(FakeClock().clock))
    for batch in batches:
        await selections.add(ALICE, _images("".join(batch)))
        names = _names(await selections.of(ALICE))
        assert len(names) == len(set(names)) <= MAX_REFERENCES


def test_images_are_told_apart_by_short_keys() -> None:
    keys = [_image(name).key for name in "abc"]
    assert len(set(keys)) == 3
    assert all(len(key) == 10 and set(key) <= set("0123456789abcdef") for key in keys)
