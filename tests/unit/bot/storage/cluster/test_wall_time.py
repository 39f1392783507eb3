"""One time of day for all processes, whatever the clocks of their machines say."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.compose import compose
from bot.credits.errors import QuotaExceeded
from bot.runtime.clock import Clock
from bot.settings import Settings
from bot.storage.cluster.wall_time import SLOW, WallTime, shared_clock
from bot.storage.database import Database, Row
from bot.storage.postgres.database import open_database
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.databases import MeddledDatabase
from tests.support.jobs import a_card, a_request

MINUTES = 300.0
REAL = Clock()


def _off(seconds: float) -> Clock:
    """The clock of a machine that is wrong by ``seconds``."""
    return replace(REAL, now=lambda: REAL.now() + seconds)


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        _env_file=None,
        discord_token=SecretStr("t"),
        imini_api_key=SecretStr("k"),
        data_dir=folder,
        database_url=SecretStr(url),
        processes=2,
        quota_credits=9,
        quota_window=timedelta(seconds=MINUTES),
    )


async def test_a_machine_whose_clock_is_minutes_ahead_gives_no_credits_back_early(
    tmp_path: Path, postgres_url: str
) -> None:
    async with (
        compose(_settings(tmp_path / "a", postgres_url), _off(-MINUTES)) as behind,
        compose(_settings(tmp_path / "b", postgres_url), _off(MINUTES)) as ahead,
    ):
        job = await behind.admission.admit(10, a_request(), a_card())
        assert job.created_at == pytest.approx(REAL.now(), abs=30)
        for process in (ahead, behind):
            with pytest.raises(QuotaExceeded) as refused:
                await process.admission.admit(10, a_request(), a_card())
            assert refused.value.next_at == pytest.approx(job.created_at + MINUTES, abs=30)


@pytest.mark.parametrize(
    ("seconds", "words"), [(MINUTES, "300 s ahead of"), (-MINUTES, "300 s behind"), (5, None), (-5, None)]
)
async def test_a_host_is_told_of_a_clock_that_is_wrong(
    postgres_url: str, caplog: pytest.LogCaptureFixture, seconds: float, words: str | None
) -> None:
    async with open_database(postgres_url, REAL) as database, shared_clock(database, _off(seconds)) as clock:
        assert clock.now() == pytest.approx(REAL.now(), abs=5)
    told = [record.getMessage() for record in caplog.records if "the clock of this machine" in record.getMessage()]
    assert len(told) == (words is not None)
    assert words is None or words in told[0]


class SlowDatabase(MeddledDatabase):
    """A database whose time of day is ``now``, and which takes ``delay`` seconds to answer."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        super().__init__(database)
        self.now = 1_000.0
        self.delay = 0.0
        self._clock = clock

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> Sequence[Row]:  # noqa: ARG002 - the one query
        self._clock.advance(self.delay)
        return [{"now": self.now}]


async def test_an_answer_that_takes_long_replaces_no_reading(database: SqliteDatabase, clock: FakeClock) -> None:
    slow = SlowDatabase(database, clock)
    time = WallTime(slow, clock.clock)
    slow.delay = 2.0
    await time.read(SLOW)
    assert time.now() == clock.time
    await time.read()
    assert time.now() == slow.now + 1
    slow.delay = 0.5
    await time.read(SLOW)
    assert time.now() == slow.now + 0.25
    clock.set_by(-MINUTES)
    clock.advance(10)
    assert time.now() == slow.now + 10.25
