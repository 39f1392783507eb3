"""Settings of what may be spent: prices and budgets."""

from pathlib import Path

import pytest

from bot.compose import build_pricing
from bot.requests.request import Quality, Resolution
from bot.servers.rules import Budget, Period
from bot.settings import Settings
from tests.support.jobs import a_request


@pytest.fixture(autouse=True)
def _nothing_is_set_but_what_is_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DISCORD_TOKEN", "a-discord-token")
    monkeypatch.setenv("IMINI_API_KEY", "an-imini-key")


@pytest.mark.parametrize("text", ["2,3,5", " 2 , 3 ,5 "])
def test_prices_are_three_numbers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("QUOTA_COST_2K", text)
    assert Settings.load().quota_cost_2k == (2, 3, 5)


@pytest.mark.parametrize(
    ("resolution", "quality", "price"),
    [
        ("1K", "low", 0),
        ("1K", "medium", 2),
        ("1K", "high", 3),
        ("2K", "low", 4),
        ("2K", "medium", 5),
        ("2K", "high", 6),
        ("4K", "low", 7),
        ("4K", "medium", 8),
        ("4K", "high", 9),
    ],
)
def test_a_request_costs_its_price_times_its_count(
    monkeypatch: pytest.MonkeyPatch, resolution: str, quality: str, price: int
) -> None:
    for name, prices in (("1K", "0,2,3"), ("2K", "4,5,6"), ("4K", "7,8,9")):
        monkeypatch.setenv(f"QUOTA_COST_{name}", prices)
    pricing = build_pricing(Settings.load())
    assert pricing.price(a_request(resolution=resolution, quality=quality)) == price
    assert pricing.price(a_request(resolution=resolution, quality=quality, num=10)) == 10 * price


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("500/day", Budget(credits=500, period=Period.DAY)),
        (" 3000 / Week ", Budget(credits=3000, period=Period.WEEK)),
        ("0/month", Budget(credits=0, period=Period.MONTH)),
        ("none", None),
    ],
)
def test_a_budget_is_credits_per_day_week_or_month_or_none(
    monkeypatch: pytest.MonkeyPatch, text: str, budget: Budget | None
) -> None:
    monkeypatch.setenv("BUDGET", text)
    monkeypatch.setenv("SERVER_BUDGET", text)
    settings = Settings.load()
    assert (settings.budget, settings.server_budget) == (budget, budget)


def test_a_server_has_a_budget_unless_the_host_says_otherwise() -> None:
    assert Settings.load().server_budget


def test_a_better_picture_never_costs_less_by_default() -> None:
    pricing = build_pricing(Settings.load())
    costs = [[pricing.price(a_request(resolution=r, quality=q)) for q in Quality] for r in Resolution]
    for table in (costs, list(zip(*costs, strict=True))):
        assert all(list(row) == sorted(row) for row in table)
