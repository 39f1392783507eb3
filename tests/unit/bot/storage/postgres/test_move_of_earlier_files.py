"""A file of any released version moves, with all that its repositories tell of it."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.members.preferences import Preferences
from bot.requests.request import Quality
from bot.storage.sqlite import schema
from bot.storage.stores import Stores, open_stores
from tests.support.clock import FakeClock
from tests.support.earlier_rows import a_file_of_schema

SCHEMAS = range(1, len(schema.scripts()) + 1)
IDS = ["0a1b2c3d4e", "1111111111", "2222222222", "3333333333"]


async def _everything(stores: Stores) -> dict[str, Any]:
    """What the repositories tell of all jobs and members, in the order of their questions."""
    jobs, posts = stores.jobs, stores.posts
    return {
        "jobs": [await jobs.find(job_id) for job_id in IDS],
        "tasks": [await jobs.find(f"task_{number}") for number in (1, 2, 3, 7)],
        "interaction": await jobs.of_interaction(112),
        "newest": [job async for job in jobs.newest(10)],
        "history": [job async for job in jobs.history(10)],
        "found": await jobs.of_user(10, text="RED"),
        "erased": [record async for record in jobs.erased_records(10)],
        "charges": sorted(map(str, await jobs.charges(0))),
        "in_vain": await jobs.in_vain(0),
        "durations": sorted(map(str, await jobs.durations(10))),
        "references": await jobs.reference_owners(["eeeeeeeeee", "ffffffffff"]),
        "posts": [await posts.of_job(job_id) for job_id in IDS],
        "doomed": await posts.doomed(),
        "left": await posts.left_of(10),
        "preferences": await stores.preferences.find(10),
        "adopted": sorted(await jobs.adopt(10), key=lambda job: job.id),
        "pending": await stores.pending.adopt(),
    }


@pytest.mark.parametrize("version", SCHEMAS)
async def test_a_file_of_each_released_schema_moves_row_by_row(
    version: int, postgres_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    for name in ("stays", "moves"):
        await a_file_of_schema(version, tmp_path / name / "imagine.db", clock.clock)
    async with open_stores(tmp_path / "stays", clock.clock) as stores:
        before = await _everything(stores)
    async with open_stores(tmp_path / "moves", clock.clock, url=SecretStr(postgres_url)) as stores:
        after = await _everything(stores)
    assert len(before["adopted"]) == 2
    assert before["preferences"] == Preferences(quality=Quality.LOW)
    assert len(before["pending"]) == int(version >= 3)
    assert after == before
    left = set(await asyncio.to_thread(os.listdir, tmp_path / "moves"))
    # Copies of the file from before its schema changed stay, for whoever goes back.
    assert {name for name in left if ".schema-" not in name} == {"imagine.db.moved", "lock"}
