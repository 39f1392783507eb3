"""The interactions that opened pickers."""

from unittest.mock import Mock

import discord

from cogs.imagine.picker import OpenPickers


def _interaction(number: int) -> Mock:
    return Mock(spec=discord.Interaction, id=number)


def test_a_picker_is_popped_once() -> None:
    pickers, opened = OpenPickers(), _interaction(1)
    pickers.add(opened)
    assert pickers.pop(1) is opened
    assert pickers.pop(1) is None


def test_the_picker_opened_longest_ago_makes_room() -> None:
    pickers = OpenPickers(capacity=2)
    for number in (1, 2, 3):
        pickers.add(_interaction(number))
    assert [pickers.pop(number) is not None for number in (1, 2, 3)] == [False, True, True]
