"""An estimate says what binds, in each language."""

import pytest
from discord import ui

from bot.admission.draft import Draft
from bot.admission.quotes import Quote
from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.errors import BudgetExceeded
from bot.budgets.spans import Span
from bot.jobs.card import OUTSIDE
from bot.requests.request import RequestSettings
from cogs.i18n import keys
from cogs.i18n.markdown import in_one_line, moment
from cogs.imagine.estimate_view import estimate
from tests.support.locales import CATALOGS, LOCALES

DRAFT = Draft(RequestSettings.parse(resolution="4K"), "a fox")
RENEWAL = 1_800_000_000.0


def _spending(level: Level, server_id: int | None) -> Spending:
    return Spending(Cap(level, server_id, None, 20, Span(0.0, RENEWAL)), 8)


def _text(quote: Quote, locale: str) -> str:
    items = [*estimate(DRAFT, quote, "0123456789", CATALOGS(locale)).walk_children()]
    texts = [item.content for item in items if isinstance(item, ui.TextDisplay)]
    return "\n".join([*texts, *(item.label or "" for item in items if isinstance(item, ui.Button))])


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("level", Level)
def test_a_cap_that_leaves_less_than_the_quota_is_named_with_its_renewal(level: Level, locale: str) -> None:
    t, server_id = CATALOGS(locale), None if level is Level.BOT else 30
    credits = t("card-credits", n=20)
    text = _text(Quote(8, 12, None, _spending(level, server_id)), locale)
    assert t("estimate-left", n=4) in text
    assert t(keys.BUDGET_LEFT[level], n=12, limit=20, credits=credits, when=moment(RENEWAL, "f")) in text


@pytest.mark.parametrize("locale", LOCALES)
def test_so_is_the_one_of_all_direct_messages(locale: str) -> None:
    t, text = CATALOGS(locale), _text(Quote(8, 12, None, _spending(Level.HOST, OUTSIDE)), locale)
    assert t("quota-budget-outside", n=12, credits=t("card-credits", n=20), when=moment(RENEWAL, "f")) in text


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_cap_does_not_cover_is_refused_with_its_renewal_and_offers_what_it_covers(locale: str) -> None:
    t = CATALOGS(locale)
    shortfall = BudgetExceeded(16, _spending(Level.SERVER, 30))
    text = _text(Quote(16, 12, None, None, shortfall, DRAFT, 8), locale)
    assert t("title-refused") in text
    assert t("refusal-budget-server", n=12, needed=16) in text
    assert t("budget-next", when=moment(RENEWAL, "f")) in text
    assert in_one_line([t("card-credits", n=8)]) in text
    assert t("button-go") not in text
