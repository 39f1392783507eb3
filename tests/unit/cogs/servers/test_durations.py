"""Durations as managers type them."""

import pytest

from bot.servers.errors import BadDuration
from cogs.servers.durations import LONGEST, seconds_in


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30m", 1800),
        ("12h", 43_200),
        ("7d", 604_800),
        (" 4 W ", 2_419_200),
        ("3650d", LONGEST),
        ("\uff17\uff44", 604_800),
    ],
)
def test_a_number_and_a_unit_make_a_duration(text: str, seconds: float) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "7", "d", "-1d", "0h", "1.5d", "7 days", "1y", "3651d", "9999999m", "\u0667d", "1d2h"]
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(BadDuration):
        seconds_in(text)
