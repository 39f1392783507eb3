"""Wrong arguments are refused in words."""

import argparse
from pathlib import Path

import pytest

from tests.support.arguments import amount, checkout, count
from tests.support.process import ROOT


@pytest.mark.parametrize("text", ["0", "-1"])
def test_less_than_one_of_something_is_refused(text: str) -> None:
    assert count("3") == 3
    with pytest.raises(argparse.ArgumentTypeError, match="must be 1 at least"):
        count(text)


@pytest.mark.parametrize("text", ["0", "-0.5", "nan", "inf"])
def test_no_time_and_no_rate_are_refused(text: str) -> None:
    assert amount("0.5") == 0.5
    with pytest.raises(argparse.ArgumentTypeError, match="must be more than 0"):
        amount(text)


def test_a_folder_without_the_bot_is_refused(tmp_path: Path) -> None:
    assert checkout(str(ROOT)) == ROOT
    with pytest.raises(argparse.ArgumentTypeError, match="is no checkout of the bot"):
        checkout(str(tmp_path))
