"""The card of ``/help``, in every language."""

from typing import Any

import pytest

from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.spans import Span
from bot.credits.quota import Balance
from cogs.members.help_view import HelpFacts, help_view
from tests.integration.cards import text_of
from tests.support.limits import violations
from tests.support.locales import CATALOGS, LOCALES

BALANCE = Balance(used=10, limit=450, running=1, next_at=1_000_000.0, window=86_400.0, most_running=3)
SERVER = Spending(Cap(Level.SERVER, 30, None, 900, Span(0.0, 2_000_000.0)), 100)


def _shown(facts: HelpFacts, locale: str = "en-US") -> list[dict[str, Any]]:
    view: Any = help_view(facts, CATALOGS(locale))
    components: list[dict[str, Any]] = view.to_components()
    return components


def _text(facts: HelpFacts, locale: str = "en-US") -> str:
    return text_of(_shown(facts, locale))


def _facts(command_id: int | None = None, *, in_server: bool = True) -> HelpFacts:
    return HelpFacts((1, 140), in_server=in_server, command_id=lambda _: command_id)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("in_server", [True, False])
def test_it_stays_within_discords_limits(locale: str, *, in_server: bool) -> None:
    facts = _facts(10**18, in_server=in_server).having(BALANCE, [SERVER] * 4)
    assert list(violations(_shown(facts, locale))) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_names_its_own_buttons_and_menus(locale: str) -> None:
    text, t = _text(_facts(), locale), CATALOGS(locale)
    assert t("button-share") in text
    for menu in ("menu-reference", "menu-imagine"):
        english = {"menu-reference": "Use as reference", "menu-imagine": "Imagine this"}[menu]
        assert (CATALOGS.translation(locale, menu) or english) in text


def test_a_command_is_named_while_it_can_not_be_mentioned() -> None:
    assert "`/imagine`" in _text(_facts())
    assert "</imagine:7>" in _text(_facts(7))


def test_the_limits_of_the_bot_and_of_the_server_are_one_line() -> None:
    (limits,) = [line for line in _text(_facts().having(BALANCE, [SERVER])).splitlines() if "450 credits" in line]
    assert "24 hours" in limits
    assert "3 jobs at once" in limits
    assert "1 to 140 credits" in limits
    assert "800 of 900" in limits


@pytest.mark.parametrize(("spent", "shown"), [(100, "800 of 900"), (4400, "100 of 4,500")])
def test_of_the_server_s_two_budgets_the_tightest_is_named(spent: int, shown: str) -> None:
    host = Spending(Cap(Level.HOST, 30, None, 4500, Span(0.0, 2_000_000.0)), spent)
    text = _text(_facts().having(BALANCE, [host, SERVER]))
    assert text.count("This server has") == 1
    assert shown in text


def test_credits_that_are_not_known_are_left_out() -> None:
    assert "left" not in _text(_facts())
