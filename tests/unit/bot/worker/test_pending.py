"""Cards that are no job's, remembered for as long as something is to be told on them."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import AlreadyHandled, StorageUnavailable
from bot.storage.sqlite.database import Database
from bot.storage.sqlite.pending import SqlitePending
from bot.worker.pending import Errand, Errands
from tests.support.jobs import a_card

ERRAND = Errand("77", 10, a_card(message_id=None))


@pytest.fixture
def errands(database: Database) -> Errands:
    return Errands(SqlitePending(database))


async def _shown() -> int:
    return 41


async def _begun(errands: Errands) -> Errand:
    return await errands.begin(ERRAND, _shown)


async def test_a_card_is_written_down_before_it_is_shown_and_then_with_its_message(errands: Errands) -> None:
    async def show() -> int:
        assert await errands.left(()) == [ERRAND]
        return 41

    errand = await errands.begin(ERRAND, show)
    assert await errands.left(()) == [errand] == [replace(ERRAND, card=a_card(message_id=41))]


async def test_a_card_that_can_not_be_shown_leaves_nothing(errands: Errands) -> None:
    async def show() -> int:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await errands.begin(ERRAND, show)
    assert await errands.left(()) == []


async def test_what_can_not_be_written_down_is_not_begun(errands: Errands, database: Database) -> None:
    await database.fetch("PRAGMA query_only = ON")
    with pytest.raises(StorageUnavailable):
        await errands.begin(ERRAND, lambda: pytest.fail("it was shown"))


async def test_a_disk_that_fills_up_meanwhile_stops_nobody(errands: Errands, database: Database) -> None:
    async def show() -> int:
        await database.fetch("PRAGMA query_only = ON")
        return 41

    errand = await errands.begin(ERRAND, show)
    async with errands.under_way(errand):
        pass
    assert errand.card.message_id == 41


@pytest.mark.parametrize(
    ("error", "left"), [(None, 0), (ValueError, 0), (asyncio.CancelledError, 1)], ids=["well", "badly", "cut off"]
)
async def test_only_what_the_end_of_the_bot_cuts_off_is_left(
    errands: Errands, error: type[BaseException] | None, left: int
) -> None:
    async def work() -> None:
        async with errands.under_way(await _begun(errands)):
            if error:
                raise error

    (result,) = await asyncio.gather(work(), return_exceptions=True)
    assert result is None if error is None else isinstance(result, error)
    assert len(await errands.left(())) == left


async def test_a_card_that_a_job_has_taken_over_is_forgotten(errands: Errands) -> None:
    errand = await _begun(errands)
    assert await errands.left({errand.card.token}) == []
    assert await errands.left(()) == []


async def test_one_that_can_not_be_read_keeps_no_other_from_being_told(
    errands: Errands, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    errand = await _begun(errands)
    await database.write("INSERT INTO errands (id, data) VALUES (?, ?)", ("1", "{}"))
    assert await errands.left(()) == [errand]
    assert "an errand can't be read" in caplog.text


async def test_an_interaction_has_one_errand_and_who_comes_second_shows_nothing(errands: Errands) -> None:
    errand = await _begun(errands)
    with pytest.raises(AlreadyHandled):
        await errands.begin(ERRAND, lambda: pytest.fail("it was shown"))
    assert await errands.left(()) == [errand]
