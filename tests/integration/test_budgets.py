"""What a server and its members may spend, and what managers see of it."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
import simcord

from bot.budgets.warnings import BudgetWarning
from bot.servers.rules import Budget, Period
from tests.integration.cards import text_of
from tests.integration.people import a_manager
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

DAY = 24 * 3600
TWO_A_DAY = Budget(credits=2, period=Period.DAY)


async def _decide(studio: Studio, **rules: Any) -> None:
    """Set the rules of the server."""
    await studio.bot.services.servers.rules.change(studio.guild.id, 1, lambda current: current.changed(**rules))


async def _text(result: simcord.InteractionResult) -> str:
    assert result.ephemeral
    return text_of(the_card(result).components)


@pytest.mark.settings(server_budget=TWO_A_DAY)
async def test_a_server_s_budget_refuses_with_its_renewal_and_is_whole_again_then(studio: Studio) -> None:
    warnings: list[BudgetWarning] = []
    studio.bot.services.budgets.warnings.subscribe(warnings.append)
    await studio.finished(count=2)
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    text = await _text(await bob.slash(studio.channel, "imagine", prompt="a red fox"))
    assert ENGLISH("refusal-budget-server", n=0, needed=1) in text
    renewal = (studio.time.now() // DAY + 1) * DAY
    assert f"<t:{renewal:.0f}:f>" in text
    assert len(studio.submits) == 1
    assert [(warning.server_id, warning.percent) for warning in warnings] == [(studio.guild.id, 100)]
    await studio.time.advance(renewal - studio.time.now())
    assert len((await studio.finished()).attachments) == 1


@pytest.mark.settings(server_budget=TWO_A_DAY)
async def test_what_no_budget_ever_covers_says_so(studio: Studio) -> None:
    text = await _text(await studio.imagine(count=3))
    assert "The whole budget is 2 credits. " in text


async def test_nothing_smaller_is_suggested_where_the_budget_is_none_at_all(studio: Studio) -> None:
    for level in ("server_budget", "member_budget"):
        await _decide(studio, **{level: Budget(credits=0)})
        assert (await _text(await studio.imagine())).endswith(ENGLISH("budget-zero"))
        await _decide(studio, **{level: None})


async def test_a_manager_grants_a_member_more_than_quota_and_budget(studio: Studio) -> None:
    await _decide(studio, member_budget=TWO_A_DAY)
    await studio.finished(count=2)
    refused = await _text(await studio.imagine())
    assert ENGLISH("refusal-budget-member", n=0, needed=1) in refused
    shown = await _text(await studio.alice.slash(studio.channel, "quota"))
    assert "This server gives you 2 credits; you have 0 left" in shown
    granted = await a_manager(studio).slash(studio.channel, "server grant", credits=50, user=studio.alice)
    assert "may spend 50 more credits until" in await _text(granted)
    assert not (await studio.imagine()).ephemeral
    shown = await _text(await studio.alice.slash(studio.channel, "quota"))
    assert ENGLISH("quota-used", used=3, limit=100) in shown
    assert "This server gives you 52 credits; you have 49 left" in shown
    await studio.time.advance(DAY)
    assert "This server gives you 2 credits; you have 2 left" in await _text(
        await studio.alice.slash(studio.channel, "quota")
    )


async def test_a_server_without_a_budget_has_nothing_to_raise(studio: Studio) -> None:
    refused = await a_manager(studio).slash(studio.channel, "server grant", credits=50)
    assert ENGLISH("refusal-nothing-to-raise") in await _text(refused)


async def test_a_manager_raises_the_server_s_budget_for_a_week(studio: Studio) -> None:
    await _decide(studio, server_budget=TWO_A_DAY)
    granted = await a_manager(studio).slash(studio.channel, "server grant", credits=3, duration="7d")
    assert "This server may spend 3 more credits in each period until" in await _text(granted)
    await studio.time.advance(2 * DAY)
    assert not (await studio.imagine(count=5)).ephemeral
    await studio.time.advance(7 * DAY)
    assert "The whole budget is 2 credits. " in await _text(await studio.imagine(count=5))


@pytest.mark.settings(credit_price=Decimal("0.25"), currency="EUR")
async def test_usage_is_shown_by_member_channel_and_size_in_money_with_all_of_it_as_a_file(studio: Studio) -> None:
    await studio.finished(count=2)
    await studio.finished(resolution="2K")
    result = await a_manager(studio).slash(studio.channel, "server usage", period="day")
    text = await _text(result)
    assert "**4 credits** on 2 requests" in text
    assert "(€1.00)" in text
    assert f"<@{studio.alice.id}>: 4 (100%)" in text
    assert f"<#{studio.channel.id}>: 4 (100%)" in text
    assert "1K medium: 2 (50%)" in text
    (file,) = the_card(result).attachments
    rows = list(csv.DictReader(io.StringIO((await file.read()).decode())))
    assert {(row["size"], row["jobs"], row["credits"], row["cost_eur"]) for row in rows} == {
        ("1K medium", "1", "2", "0.50"),
        ("2K medium", "1", "2", "0.50"),
    }
    # Not the bare ids: spreadsheets would round them.
    assert {(row["member"], row["channel"]) for row in rows} == {(f"<@{studio.alice.id}>", f"<#{studio.channel.id}>")}
    await studio.time.advance(DAY)
    text = await _text(await a_manager(studio).slash(studio.channel, "server usage", period="day"))
    assert "**0 credits** on 0 requests" in text
    assert "4 credits on 2 requests (€1.00)" in text
