"""What an alert says of a budget."""

import pytest

from bot.host.troubles import Symptom, Trouble
from cogs.host.delivery import alert
from tests.support.locales import ENGLISH


@pytest.mark.parametrize("trouble", [Trouble.BUDGET_USED_UP, Trouble.SERVER_USED_UP])
def test_a_budget_with_credits_left_is_not_called_used_up(trouble: Trouble) -> None:
    short, spent = (alert(Symptom(trouble, True, amount, 40, until=1.0), ENGLISH) for amount in (33, 40))
    assert "33 of 40 credits" in short
    assert "used up" not in short
    assert "used up" in spent
