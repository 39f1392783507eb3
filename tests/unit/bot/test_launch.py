"""Building the bot: settings reach the parts, and parts that a caller passes in replace the product's own."""

from pathlib import Path
from typing import Self
from unittest.mock import AsyncMock, create_autospec

import pytest
from discord.http import Route

from bot.app import ImagineBot
from bot.gateway.seen import Seen
from bot.images.reference_loader import ReferenceLoader
from bot.images.results import ResultFetcher
from bot.imini.client import IminiClient
from bot.launch import Factories, launch
from bot.settings import Settings
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.imaging import InThread
from tests.support.jobs import a_card, a_request

pytestmark = pytest.mark.usefixtures("host_settings")


async def test_the_parts_are_put_together_as_the_host_set_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    monkeypatch.setenv("DISCORD_API_URL", "http://127.0.0.1:1/api/v10")
    monkeypatch.setenv("QUOTA_CREDITS", "7")
    monkeypatch.setenv("QUOTA_COST_1K", "0,1,2")
    monkeypatch.setenv("QUOTA_COST_4K", "1,2,9")
    monkeypatch.setenv("QUOTA_WINDOW", "90m")
    async with launch(Settings.load(), clock.clock) as bot:
        services, members = bot.services, bot.services.members
        admission, runtime, jobs = services.admission, services.runtime, services.jobs
        assert Route("GET", "/users/@me").url == "http://127.0.0.1:1/api/v10/users/@me"
        assert (await members.quota.balance(10)).limit == 7
        assert admission.price(a_request(resolution="4K", quality="high", num=2)) == 18
        assert runtime.clock == clock.clock
        job = await admission.admit(10, a_request(), a_card())
        assert await jobs.get(job.id) == job
        await members.quota.restore(11, "ended", 1, clock.time, running=False)
        assert (await members.quota.balance(11)).next_at == clock.time + 5400
    assert {path.name for path in tmp_path.joinpath("data").iterdir()} >= {"imagine.db"}


async def test_files_that_a_killed_bot_was_reading_are_deleted_before_anything_is_read(
    tmp_path: Path, clock: FakeClock
) -> None:
    folders = [tmp_path / "data" / name for name in ("inputs", "pictures")]
    for folder in folders:
        (folder / "0123456789abcdef").mkdir(parents=True)
    async with launch(Settings.load(), clock.clock):
        assert [folder.exists() for folder in folders] == [False, False]


async def test_parts_that_are_handed_in_take_the_place_of_the_products(clock: FakeClock) -> None:
    opened: list[str] = []

    class OtherDatabase(SqliteDatabase):
        async def __aenter__(self) -> Self:
            opened.append("database")
            return await super().__aenter__()

    class OtherClient(IminiClient):
        async def __aenter__(self) -> Self:
            opened.append("client")
            return await super().__aenter__()

    class OtherReferenceLoader(ReferenceLoader): ...

    class OtherResultFetcher(ResultFetcher): ...

    class OtherBot(ImagineBot): ...

    seen = create_autospec(Seen)
    load = AsyncMock(spec=ImagineBot.load_extension)
    factories = Factories(
        InThread,
        OtherDatabase,
        OtherClient,
        OtherReferenceLoader,
        OtherResultFetcher,
        seen=seen,
        bot=OtherBot,
        load=load,
    )
    async with launch(Settings.load(), clock.clock, factories) as bot:
        assert opened == ["database", "client"]
        assert (type(bot.services.images.reference_loader), type(bot.services.images.result_fetcher)) == (
            OtherReferenceLoader,
            OtherResultFetcher,
        )
        assert type(bot) is OtherBot
        seen.assert_called_once_with()
        await bot.setup_hook()
        load.assert_awaited_once_with(bot, "cogs")
