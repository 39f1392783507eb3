"""Two processes over one PostgreSQL, put together as the bot does it: what one learns, the other knows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.compose import compose
from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.cooldown import Cooldown
from bot.imini.errors import AccountRefused, IntakePaused
from bot.members.preferences import Preferences
from bot.requests.attachment import ImageAttachment
from bot.runtime.clock import Clock
from bot.services import Services
from bot.settings import Settings
from bot.storage.stores import Stores, open_stores
from tests.support.jobs import a_request
from tests.support.waiting import eventually

FOX = ImageAttachment("fox.png", "https://cdn.discordapp.com/fox.png")


@asynccontextmanager
async def process(folder: Path, url: str) -> AsyncIterator[Services]:
    """The product of one process, which keeps what it must in ``folder``."""
    settings = Settings(
        _env_file=None,
        discord_token=SecretStr("t"),
        imini_api_key=SecretStr("k"),
        data_dir=folder,
        database_url=SecretStr(url),
        processes=2,
    )
    async with compose(settings, Clock()) as services:
        yield services


@pytest.fixture
async def two(tmp_path: Path, postgres_url: str) -> AsyncIterator[tuple[Services, Services]]:
    async with process(tmp_path / "a", postgres_url) as a, process(tmp_path / "b", postgres_url) as b:
        yield a, b


@pytest.fixture
async def stores(tmp_path: Path, postgres_url: str) -> AsyncIterator[tuple[Stores, Stores]]:
    url = SecretStr(postgres_url)
    async with open_stores(tmp_path / "a", Clock(), url=url) as a, open_stores(tmp_path / "b", Clock(), url=url) as b:
        yield a, b


async def test_members_find_what_they_chose_in_another_process(two: tuple[Services, Services]) -> None:
    first, second = two
    await first.images.selections.add(10, [FOX])
    assert (await second.images.selections.of(10)).images == (FOX,)
    for private in (True, False, True):
        await first.members.preferences.set(10, Preferences(private=private))
        assert (await second.members.preferences.get(10)).private is private


async def test_what_one_process_learns_of_durations_the_other_knows(two: tuple[Services, Services]) -> None:
    first, second = two

    def learned() -> bool:
        # A signal may be lost before the other process listens.
        first.worker.estimator.learn(a_request(), 20)
        return second.worker.estimator.expected(a_request()) == 20

    assert await eventually(learned, every=0.05)


async def test_one_process_at_a_time_does_a_chore(two: tuple[Services, Services]) -> None:
    first, second = two
    claims = [await services.runtime.cluster.duties.claim("forget", 60) for services in (second, first)]
    assert claims == [True, False]


async def test_a_pause_of_one_process_holds_for_the_other_and_for_the_next(
    stores: tuple[Stores, Stores], tmp_path: Path, postgres_url: str
) -> None:
    cooldowns = [Cooldown(Clock(), each.notices) for each in stores]
    breakers = [CircuitBreaker(timedelta(seconds=60), Clock(), each.notices) for each in stores]
    cooldowns[0].start(60)
    breakers[0].record_failure(AccountRefused(402))
    assert await eventually(lambda: cooldowns[1].is_active and _is_paused(breakers[1]))
    async with open_stores(tmp_path / "c", Clock(), url=SecretStr(postgres_url)) as later:
        cooldown = Cooldown(Clock(), later.notices)
        breaker = CircuitBreaker(timedelta(seconds=60), Clock(), later.notices)
        assert await eventually(lambda: cooldown.is_active and _is_paused(breaker))
        breaker.record_success()
        assert await eventually(lambda: not any(map(_is_paused, breakers)))


def _is_paused(breaker: CircuitBreaker) -> bool:
    try:
        breaker.check()
    except IntakePaused:
        return True
    return False
