"""What ``--health`` says of a bot whose gateway is not well. A minute takes three seconds here."""

import json
from typing import Any

import pytest

from bot.runtime import health
from tests.support.stage import Stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")


def _answer(stage: Stage) -> dict[str, Any]:
    well, words = health.ask(stage.bot.data_dir)
    answer: dict[str, Any] = json.loads(words)
    assert answer["ok"] is well
    return answer


async def _becomes_silent(stage: Stage) -> None:
    await eventually(lambda: _answer(stage)["reasons"] == ["gateway_silent"], within=20)
    assert _answer(stage)["seconds_since_heartbeat"] >= 60


async def _becomes_well(stage: Stage) -> None:
    await eventually(lambda: _answer(stage)["ok"], within=20)
    assert _answer(stage)["reasons"] == []
    await stage.discord.connected()
    await (await stage.accepted()).delivered()


async def test_a_gateway_that_is_gone_for_a_minute_makes_a_bot_unwell(stage: Stage) -> None:
    await _becomes_well(stage)
    stage.discord.gateway.refusing = True
    await stage.discord.drop_gateway()
    await _becomes_silent(stage)
    stage.discord.gateway.refusing = False
    await _becomes_well(stage)


async def test_a_line_over_which_nothing_comes_is_noticed_and_left(stage: Stage) -> None:
    stage.discord.gateway.freeze()
    await _becomes_silent(stage)
    await _becomes_well(stage)


async def test_heartbeats_that_nobody_acknowledges_count_whatever_else_comes(stage: Stage) -> None:
    gateway = stage.discord.gateway
    gateway.acknowledging, resumes = False, gateway.resumes
    await _becomes_silent(stage)
    await (await stage.accepted()).delivered()
    await stage.discord.until(lambda: gateway.resumes > resumes)
    gateway.acknowledging = True
    await _becomes_well(stage)
