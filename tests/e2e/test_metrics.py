"""What a bot with METRICS_PORT measures of real jobs."""

import asyncio
import socket
from pathlib import Path

import aiohttp
import pytest

from sandbox.imini.planned_responses import Fault
from tests.support.stage import CLOCK_SPEED, a_stage
from tests.support.waiting import eventually

pytest.importorskip("prometheus_client")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def _scraped(port: int) -> dict[str, float]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
        lines = (await response.text()).splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[:1] != "#")}


async def test_jobs_are_counted_and_measured(tmp_path: Path) -> None:
    port = _free_port()
    async with a_stage(tmp_path, METRICS_PORT=str(port)) as stage:
        await (await stage.accepted(count=2)).delivered()
        stage.imini.script["submit"].append(Fault(400, code="INVALID_PROMPT"))
        key, _ = await (await stage.accepted()).ended()
        assert key == "outcome-failed"
        found = await _scraped(port)
        assert found['imagine_jobs_total{ending="delivered",reason=""}'] == 1
        assert found['imagine_jobs_total{ending="failed",reason="moderation"}'] == 1
        assert (found["imagine_pictures_total"], found["imagine_credits_total"]) == (2, 2)
        for name in ("submit", "drawing", "told_to_visible"):
            assert found[f"imagine_{name}_seconds_count"] == 1
            assert found[f"imagine_{name}_seconds_sum"] > 0
        assert found["imagine_acknowledgement_seconds_count"] >= 2
        assert (found["imagine_ready"], found["imagine_gateway_shards_connected"]) == (1, 1)


async def test_a_refused_account_is_measured_until_it_is_accepted_not_only_during_a_pause(tmp_path: Path) -> None:
    port = _free_port()
    async with a_stage(tmp_path, METRICS_PORT=str(port), ACCOUNT_PAUSE="1") as stage:
        key, stage.imini.key = stage.imini.key, "another-key"
        await (await stage.accepted()).ended()
        stage.imini.key = key
        await asyncio.sleep(2 / CLOCK_SPEED)  # the pause is over, and nobody has tried again
        assert (await _scraped(port))["imagine_account_paused"] == 1
        await (await stage.accepted()).delivered()
        assert (await _scraped(port))["imagine_account_paused"] == 0


async def test_without_the_setting_no_port_is_open(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        await eventually(lambda: list(stage.discord.commands))
        assert "metrics on" not in stage.bot.log
