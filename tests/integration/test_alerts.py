"""The host is told of trouble and its end: by direct message or webhook, and by the log if neither arrives."""

import logging

import pytest
from pydantic import SecretStr

from bot.host.alerts import CALM, HALF_HOUR
from bot.servers.rules import Budget, Period
from tests.integration.conftest import Restart
from tests.integration.people import the_host
from tests.integration.studio import Studio
from tests.support.locales import CATALOGS, ENGLISH

DAY = 86_400
CHINESE = CATALOGS("zh-CN")
ON = {"alerts": "dm", "budget": "2/day"}


def _told(studio: Studio) -> list[str]:
    """The host's direct messages."""
    return [message.content for message in the_host(studio).dm_channel.history()]


@pytest.mark.settings(**ON)
async def test_a_spent_budget_is_told_once_also_after_a_restart_and_so_is_its_renewal(
    studio: Studio, restart: Restart
) -> None:
    await studio.finished(count=2)
    assert len(_told(studio)) == 1
    assert "2 of 2" in _told(studio)[0]
    await restart()
    await studio.time.advance(2 * HALF_HOUR)
    assert len(_told(studio)) == 1
    await studio.time.advance(DAY)
    assert _told(studio)[1:] == [ENGLISH("alert-budget-used-up-over")]


@pytest.mark.settings(alerts="dm", server_budget=Budget(credits=2, period=Period.DAY), alert_language="zh-CN")
async def test_a_server_that_used_up_what_the_host_lets_it_spend_is_told_by_name_and_direct_messages_too(
    studio: Studio,
) -> None:
    await studio.finished(count=2)
    (told,) = _told(studio)
    assert f"`{studio.guild.id}`\uff1aSERVER_BUDGET 已用完" in told
    assert "已用 2 积分\uff0c共 2 积分" in told
    await studio.alice.user.slash("imagine", prompt="a red fox", count=2)
    await studio.time.advance(CALM)
    assert CHINESE("alert-outside") in _told(studio)[1]


@pytest.mark.settings(alert_language="fr")
async def test_a_language_that_the_bot_lacks_is_logged_at_the_start_with_those_it_has(
    restart: Restart, caplog: pytest.LogCaptureFixture
) -> None:
    await restart()
    assert "ALERT_LANGUAGE=fr isn't available, so alerts are in en-US; choose from en-US, zh-CN" in caplog.text


@pytest.mark.settings(**ON, alert_language="zh-CN")
async def test_a_refused_account_and_its_end_are_told_in_the_hosts_language(studio: Studio) -> None:
    right, studio.imini.key = studio.imini.key, "another-key"
    await studio.finished()
    assert _told(studio) == [CHINESE("alert-account")]
    studio.imini.key = right
    await studio.finished()
    await studio.time.advance(2 * CALM)
    assert _told(studio) == [CHINESE("alert-account"), CHINESE("alert-account-over")]


@pytest.mark.settings(**ON)
async def test_what_can_not_be_delivered_is_in_the_log_in_one_line(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "cogs.host.delivery")
    studio.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=None)
    await studio.finished(count=2)
    await studio.time.advance(CALM)
    lines = [record.getMessage() for record in caplog.records if record.name == "cogs.host.delivery"]
    assert len(lines) == 1
    assert "couldn't deliver an alert" in lines[0]
    assert "2 of 2" in lines[0]
    assert _told(studio) == []


@pytest.mark.settings(server_budget=Budget(credits=2, period=Period.DAY), budget="2/day")
async def test_without_alerts_nobody_is_told(studio: Studio) -> None:
    await studio.finished(count=2)
    studio.imini.key = "another-key"
    await studio.finished()
    await studio.time.advance(CALM)
    assert _told(studio) == []


@pytest.mark.settings(**ON, alert_webhook=SecretStr("https://discord.com/api/webhooks/123456789012345678/hush"))
async def test_a_webhook_that_is_gone_leaves_the_alert_to_the_log_without_its_token(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "cogs.host.delivery")
    await studio.finished(count=2)
    lines = [record.getMessage() for record in caplog.records if record.name == "cogs.host.delivery"]
    assert len(lines) == 1
    assert "couldn't deliver an alert" in lines[0]
    assert "hush" not in lines[0]
    assert _told(studio) == []
