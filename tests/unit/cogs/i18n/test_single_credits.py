"""A number of one, wherever a host may set one."""

from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.errors import BudgetExceeded
from bot.budgets.spans import Span
from bot.credits.errors import QuotaExceeded
from cogs.cards.elements import budget_left
from cogs.i18n.error_messages import error_message
from tests.support.locales import ENGLISH

RENEWAL = 1_700_000_000


def _spending(level: Level) -> Spending:
    server_id = None if level is Level.BOT else 30
    return Spending(Cap(level, server_id, None, 1, Span(0, RENEWAL)), 0)


def test_a_limit_of_one_credit_is_written_as_one() -> None:
    quota = error_message(QuotaExceeded(needed=2, left=1, limit=1, next_at=None), ENGLISH)
    assert "The limit here is 1 credit. " in quota
    assert "The whole budget is 1 credit. " in error_message(BudgetExceeded(2, _spending(Level.BOT)), ENGLISH)
    assert "gives you 1 credit; you have 1 left" in budget_left(_spending(Level.MEMBER), ENGLISH)


def test_what_is_left_of_a_limit_counts_the_limits_credits() -> None:
    spending = Spending(Cap(Level.BOT, None, None, 20, Span(0, RENEWAL)), 19)
    assert "The bot has 1 of 20 credits left" in budget_left(spending, ENGLISH)
