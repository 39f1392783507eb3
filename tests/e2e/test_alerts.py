"""Over real sockets: a refused account is told by webhook or direct message, and by the log if Discord refuses."""

import signal
from pathlib import Path

import pytest

from tests.standin import Message
from tests.support.locales import ENGLISH
from tests.support.stage import Stage, a_stage
from tests.support.waiting import eventually

WEBHOOK, TOKEN = "123456789012345678", "hush-hush"


def _told(stage: Stage) -> list[Message]:
    return [message for message in stage.discord.messages if message.body.content == ENGLISH("alert-account")]


def _told_directly(stage: Stage) -> list[str]:
    return [message.body.content for message in stage.discord.messages if message.channel.guild is None]


async def _refuse(stage: Stage) -> None:
    stage.imini.key = "another-key"
    await (await stage.accepted()).ended()


async def test_a_refused_account_is_told_by_webhook_which_mentions_nobody(tmp_path: Path) -> None:
    url = f"https://discord.com/api/webhooks/{WEBHOOK}/{TOKEN}"
    async with a_stage(tmp_path, ALERTS="dm", ALERT_WEBHOOK=url) as stage:
        stage.discord.webhooks.add(WEBHOOK, TOKEN, stage.channel)
        await _refuse(stage)
        await stage.discord.until(lambda: bool(_told(stage)), 15)
        (message,) = _told(stage)
        assert message.channel is stage.channel
        assert stage.discord.violations == []
        assert TOKEN not in stage.bot.log


async def test_a_refused_account_is_told_to_the_owner_directly(tmp_path: Path) -> None:
    async with a_stage(tmp_path, ALERTS="dm") as stage:
        await _refuse(stage)
        await stage.discord.until(lambda: bool(_told(stage)), 15)
        (message,) = _told(stage)
        assert message.channel.guild is None
        assert stage.discord.violations == []


async def test_a_webhook_is_changed_by_sighup(tmp_path: Path) -> None:
    file, (old, new) = tmp_path / "webhook", (TOKEN, "quiet-quiet")
    url = f"https://discord.com/api/webhooks/{WEBHOOK}/"
    file.write_text(url + old)
    async with a_stage(tmp_path, ALERTS="dm", ALERT_WEBHOOK_FILE=str(file)) as stage:
        stage.discord.webhooks.add(WEBHOOK, new, stage.channel)
        file.write_text(url + new)
        stage.bot.send(signal.SIGHUP)
        await eventually(lambda: "ALERT_WEBHOOK has changed" in stage.bot.log)
        await _refuse(stage)
        await stage.discord.until(lambda: bool(_told(stage)), 15)
        assert new not in stage.bot.log


async def test_a_budget_of_the_host_s_is_told_at_once_and_a_server_s_with_its_name(tmp_path: Path) -> None:
    # By this clock the bot looks for trouble every 15 s, and first when it starts.
    async with a_stage(tmp_path, clock_speed=1, ALERTS="dm", BUDGET="2/day", SERVER_BUDGET="2/day") as stage:
        await stage.accepted(count=2)
        await stage.discord.until(lambda: len(_told_directly(stage)) == 2, 10)
        told = "\n".join(_told_directly(stage))
        assert "BUDGET is used up: 2 of 2 credits" in told
        assert f"**Studio** `{stage.guild.id}` used up SERVER_BUDGET: 2 of 2 credits" in told


@pytest.mark.parametrize("webhook", ["", f"https://discord.com/api/webhooks/{WEBHOOK}/{TOKEN}"])
async def test_what_discord_refuses_is_in_the_log(tmp_path: Path, webhook: str) -> None:
    async with a_stage(tmp_path, ALERTS="dm", ALERT_WEBHOOK=webhook) as stage:
        stage.discord.world.owner.accepts_dms = False
        await _refuse(stage)
        await stage.discord.until(lambda: "couldn't deliver an alert" in stage.bot.log, 15)
        assert ENGLISH("alert-account")[2:] in stage.bot.log
        assert TOKEN not in stage.bot.log
