"""Over real sockets: a refused account is told by webhook or direct message, and by the log if Discord refuses."""

from pathlib import Path

import pytest

from tests.standin import Message
from tests.support.locales import ENGLISH
from tests.support.stage import Stage, a_stage

WEBHOOK, TOKEN = "123456789012345678", "hush-hush"


def _told(stage: Stage) -> list[Message]:
    return [message for message in stage.discord.messages if message.body.content == ENGLISH("alert-account")]


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


@pytest.mark.parametrize("webhook", ["", f"https://discord.com/api/webhooks/{WEBHOOK}/{TOKEN}"])
async def test_what_discord_refuses_is_in_the_log(tmp_path: Path, webhook: str) -> None:
    async with a_stage(tmp_path, ALERTS="dm", ALERT_WEBHOOK=webhook) as stage:
        stage.discord.world.owner.accepts_dms = False
        await _refuse(stage)
        await stage.discord.until(lambda: "couldn't deliver an alert" in stage.bot.log, 15)
        assert ENGLISH("alert-account")[2:] in stage.bot.log
        assert TOKEN not in stage.bot.log
