"""What pictures cost."""

import pytest

from bot.credits.pricing import share


@pytest.mark.parametrize(
    ("cost", "pictures", "of", "credits"), [(40, 7, 10, 28), (5, 1, 2, 2), (1, 1, 3, 0), (0, 5, 5, 0)]
)
def test_a_share_is_rounded_in_favour_of_the_member(cost: int, pictures: int, of: int, credits: int) -> None:
    assert share(cost, pictures, of) == credits
