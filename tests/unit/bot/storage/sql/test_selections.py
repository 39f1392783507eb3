"""The selections of members in memory and in PostgreSQL: the same contract."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.errors import DatabaseAway, SaveFailed, StorageUnavailable
from bot.members.selection import (
    Change,
    MemorySelections,
    ReferenceSelection,
    ReferenceSelections,
    SelectionRepository,
)
from bot.requests.attachment import ImageAttachment
from bot.runtime.clock import Clock
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.sql.selections import SqlSelections

ALICE, BOB = 2**60 + 1, 2


@pytest.fixture
async def shared(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    async with open_database(postgres_url, Clock()) as database:
        yield database


@pytest.fixture(params=["memory", "postgres"])
def repository(request: pytest.FixtureRequest) -> SelectionRepository:
    """An empty repository, whose selections last for a minute."""
    if request.param == "memory":
        return MemorySelections(Clock(), ttl=60)
    return SqlSelections(request.getfixturevalue("shared"), 60)


def _images(names: str) -> list[ImageAttachment]:
    return [ImageAttachment(f"{name}.png", f"https://cdn.discordapp.com/{name}.png") for name in names]


async def _names(selections: ReferenceSelections, user_id: int = ALICE) -> str:
    return "".join(image.filename.removesuffix(".png") for image in (await selections.of(user_id)).images)


async def test_images_are_added_and_removed_for_their_member_alone(repository: SelectionRepository) -> None:
    selections = ReferenceSelections(repository)
    assert await selections.of(ALICE) == ReferenceSelection()
    await selections.add(ALICE, _images("b"))
    assert await selections.add(ALICE, _images("acd")) == 1
    await selections.add(BOB, _images("x"))
    assert await _names(selections) == "bac"
    await selections.remove(ALICE, [image.url for image in _images("bz")])
    assert await _names(selections) == "ac"
    await selections.erase(ALICE)
    assert await selections.of(ALICE) == ReferenceSelection()
    assert await _names(selections, BOB) == "x"


async def test_a_selection_says_until_when_it_is_kept(repository: SelectionRepository) -> None:
    selections, before = ReferenceSelections(repository), Clock().now()
    await selections.add(ALICE, _images("a"))
    assert before + 50 < (await selections.of(ALICE)).until < before + 70


async def test_a_selection_that_has_expired_is_empty_and_its_row_is_deleted_in_time(shared: PostgresDatabase) -> None:
    selections = ReferenceSelections(SqlSelections(shared, 60))
    await selections.add(ALICE, _images("abc"))
    await shared.write("UPDATE selections SET until = now()", ())
    assert await selections.of(ALICE) == ReferenceSelection()
    assert await selections.add(ALICE, _images("d")) == 0
    assert await _names(selections) == "d"
    await shared.write("UPDATE selections SET until = now()", ())
    await selections.add(BOB, _images("x"))
    assert await shared.fetch("SELECT user_id FROM selections") == [{"user_id": BOB}]
    await shared.write("UPDATE selections SET until = now()", ())
    async with shared.transaction() as another_process:
        await another_process.fetch("SELECT user_id FROM selections FOR UPDATE")
        await selections.erase(ALICE)
    await selections.erase(ALICE)
    assert await shared.fetch("SELECT user_id FROM selections") == []


async def test_two_processes_lose_none_of_each_others_images(shared: PostgresDatabase) -> None:
    processes = [ReferenceSelections(SqlSelections(shared, 60)) for _ in range(3)]
    for _ in range(5):
        added = [process.add(ALICE, _images(name)) for process, name in zip(processes, "abc", strict=True)]
        assert await asyncio.gather(*added) == [0, 0, 0]
        assert sorted(await _names(processes[0])) == ["a", "b", "c"]
        await processes[1].erase(ALICE)


async def test_a_selection_of_another_version_counts_as_empty(shared: PostgresDatabase) -> None:
    selections = ReferenceSelections(SqlSelections(shared, 60))
    await selections.add(ALICE, _images("a"))
    await shared.write("UPDATE selections SET data = '[7]'", ())
    assert await selections.of(ALICE) == ReferenceSelection()


class AwayRepository:
    """Selections in a database that is away."""

    async def find(self, user_id: int) -> ReferenceSelection:
        raise DatabaseAway(str(user_id))

    async def change(self, user_id: int, change: Change) -> None:
        raise DatabaseAway(f"{user_id} {change}")


async def test_a_database_that_is_away_is_told_in_words() -> None:
    selections = ReferenceSelections(AwayRepository())
    with pytest.raises(StorageUnavailable):
        await selections.of(ALICE)
    for change in (selections.add(ALICE, _images("a")), selections.remove(ALICE, []), selections.erase(ALICE)):
        with pytest.raises(SaveFailed):
            await change
