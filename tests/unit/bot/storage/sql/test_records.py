"""Values stored as JSON, by this version and by others."""

import logging
from dataclasses import dataclass

import pytest

from bot.requests.request import Quality
from bot.storage.sql.records import Records


@dataclass(frozen=True)
class Wish:
    """A value to store."""

    quality: Quality | None = None
    note: str = ""


WISHES = Records(Wish)


@pytest.mark.parametrize("wish", [Wish(), Wish(Quality.HIGH, "狐 🦊")])
def test_what_was_written_is_read_again(wish: Wish) -> None:
    assert WISHES.load(WISHES.dump(wish), "a wish") == wish


def test_what_is_to_be_left_out_is_not_written() -> None:
    assert WISHES.dump(Wish(note="a"), exclude_none=True) == '{"note":"a"}'


@pytest.mark.parametrize("data", ['{"quality": "secret"}', "secret", '{"quality": "high"', "[]", ""])
def test_what_this_version_can_not_read_is_none_and_the_log_says_whose_it_is_but_nothing_of_it(
    data: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert WISHES.load(data, "the wish of user 10") is None
    assert "the wish of user 10 can't be read" in caplog.text
    assert "secret" not in caplog.text
