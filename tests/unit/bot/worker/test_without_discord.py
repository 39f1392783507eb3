"""The product runs where there is no Discord: a process with a presenter of ten lines sees a job to its end."""

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.support.headless_process import HeadlessProcess, Request
from tests.support.pictures import png
from tests.support.stage import CLOCK_SPEED, SPEED
from tests.support.waiting import eventually


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[HeadlessProcess]:
    """The product, with an imini whose pictures are all the same."""
    async with SandboxImini(speed=SPEED) as imini:
        imini.script["file"].extend([Fault(body=png())] * 4)
        process = HeadlessProcess(imini, tmp_path, clock_speed=CLOCK_SPEED)
        yield process
        await process.kill()


async def test_an_accepted_job_is_delivered_without_a_trace_of_discord(process: HeadlessProcess) -> None:
    process.start([Request(7, "a red fox", num=4)])
    assert await process.end() == 0, process.log
    told = {line["event"]: line for line in process.page}
    delivered = told["delivered"]
    assert (delivered["prompt"], delivered["state"], delivered["pictures"]) == ("a red fox", "delivered", 4)
    assert (delivered["charged"], told["balance"]["used"]) == (4, 4)
    assert (told["left"]["open"], told["left"]["foreign"]) == (0, [])


async def test_a_job_that_imini_declines_costs_nothing_and_its_end_is_told(process: HeadlessProcess) -> None:
    process.start([Request(7, "sandbox:moderated")])
    assert await process.end() == 0, process.log
    told = {line["event"]: line for line in process.page}
    assert (told["ended"]["state"], told["ended"]["charged"], told["balance"]["used"]) == ("failed", 0, 0)
    assert "delivered" not in told


async def test_what_a_killed_process_leaves_is_seen_to_its_end_by_another_one(
    tmp_path: Path, postgres_url: str
) -> None:
    async with SandboxImini(speed=SPEED) as imini:
        imini.script["file"].extend([Fault(body=png())] * 4)
        # The clock of the database is as fast as any, so the lease of the killed process is ended by hand.
        first, second = (
            HeadlessProcess(imini, _folder(tmp_path / name), clock_speed=CLOCK_SPEED, DATABASE_URL=postgres_url)
            for name in ("first", "second")
        )
        try:
            first.start([Request(7, "a red fox", num=4)])
            await eventually(lambda: any(line["event"] == "accepted" for line in first.page), 20)
            await first.kill()
            with psycopg.connect(postgres_url, autocommit=True) as connection:
                connection.execute("UPDATE runs SET expires_at = now() - interval '1 s'")
            second.start([])
            assert await second.end() == 0, second.log
            ended = [line for page in (first.page, second.page) for line in page if line["event"] == "delivered"]
            assert len(ended) + sum(line["event"] == "ended" for line in second.page) == 1
        finally:
            await first.kill()
            await second.kill()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
