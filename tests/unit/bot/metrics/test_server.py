"""The port for Prometheus and supervisors, over real sockets."""

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

pytest.importorskip("prometheus_client")

from bot.metrics.instruments import GAUGES, Instruments
from bot.metrics.readings import readings
from bot.metrics.server import serving

STATUS = {
    "ok": True,
    "reasons": [],
    "standby": False,
    "open_jobs": 3,
    "seconds_since_heartbeat": 7,
    "shards": 2,
    "shards_connected": 1,
    "shard_count": 2,
}


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def _served(port: int, instruments: Instruments, **changed: object) -> AsyncIterator[None]:
    status = STATUS | changed
    async with serving(
        "127.0.0.1", port, instruments, lambda: readings(status, account_is_refused=True), lambda: status
    ):
        yield


async def _get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


async def test_what_was_measured_is_served(port: int) -> None:
    instruments = Instruments()
    async with _served(port, instruments):
        instruments.job_ended("delivered", "", 4)
        instruments.job_ended("failed", "moderation", 0)
        instruments.pictures_delivered(2)
        instruments.acknowledged(0.25)
        instruments.submitted(1.5)
        instruments.drawn(18.0)
        instruments.made_visible(2.5)
        status, text = await _get(port, "/metrics")
    assert status == 200
    for line in (
        'imagine_jobs_total{ending="delivered",reason=""} 1.0',
        'imagine_jobs_total{ending="failed",reason="moderation"} 1.0',
        "imagine_credits_total 4.0",
        "imagine_pictures_total 2.0",
        'imagine_acknowledgement_seconds_bucket{le="0.3"} 1.0',
        "imagine_submit_seconds_sum 1.5",
        "imagine_drawing_seconds_sum 18.0",
        "imagine_told_to_visible_seconds_sum 2.5",
        "imagine_open_jobs 3.0",
        "imagine_ready 1.0",
        "imagine_standby 0.0",
        "imagine_gateway_shards 2.0",
        "imagine_gateway_shards_connected 1.0",
        "imagine_gateway_silence_seconds 7.0",
        "imagine_account_paused 1.0",
        "imagine_database_away 0.0",
    ):
        assert line in text.splitlines()
    assert "process_resident_memory_bytes" in text


def test_every_gauge_is_read() -> None:
    assert readings(STATUS, account_is_refused=False).keys() == GAUGES.keys()


async def test_a_bot_that_is_not_well_is_alive_and_not_ready(port: int) -> None:
    async with _served(port, Instruments(), ok=False, reasons=["database_away"]):
        assert (await _get(port, "/healthz"))[0] == 200
        status, told = await _get(port, "/readyz")
        assert "imagine_database_away 1.0" in (await _get(port, "/metrics"))[1]
    assert status == 503
    assert "database_away" in told


async def test_a_bot_that_is_well_is_ready(port: int) -> None:
    async with _served(port, Instruments()):
        assert (await _get(port, "/readyz"))[0] == 200
        assert (await _get(port, "/anything"))[0] == 404


async def test_a_port_in_use_is_named_and_the_bot_runs_without(port: int, caplog: pytest.LogCaptureFixture) -> None:
    async with _served(port, Instruments()):
        with caplog.at_level(logging.ERROR):
            async with _served(port, Instruments()):
                assert (await _get(port, "/readyz"))[0] == 200
    assert f"METRICS_PORT {port}" in caplog.text


async def test_the_port_is_free_again_afterwards(port: int) -> None:
    for _ in range(2):
        async with _served(port, Instruments()):
            assert (await _get(port, "/readyz"))[0] == 200
