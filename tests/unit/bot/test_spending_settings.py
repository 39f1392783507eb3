"""Settings of what may be spent: prices and budgets."""

from pathlib import Path

import pytest

from bot.servers.rules import Budget, Period
from bot.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_is_set_but_what_is_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DISCORD_TOKEN", "a-discord-token")
    monkeypatch.setenv("IMINI_API_KEY", "an-imini-key")


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


def test_the_default_prices_have_the_published_ratio_of_the_qualities() -> None:
    settings = Settings.load()
    assert settings.quota_cost_1k == (1, round(0.053 / 0.006), round(0.211 / 0.006))
    assert settings.quota_credits == 50 * settings.quota_cost_1k[1]
