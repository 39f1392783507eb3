"""What is stored through the ports survives a restart."""

from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.jobs.posts import Post
from bot.members.preferences import Preferences
from bot.requests.request import Quality
from bot.storage.folder_lock import locked
from bot.storage.stores import open_stores
from bot.worker.pending import PendingMessage
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_card, a_job, put

CHOSEN = Preferences(quality=Quality.LOW)
PENDING = PendingMessage("7", user_id=10, card=a_card())
COPY = Post(message_id=90, channel_id=20, guild_id=30, job_id=a_job().id, user_id=10, at=START, copy=True)


async def test_jobs_posts_preferences_and_pending_messages_outlive_the_process(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with open_stores(tmp_path, clock.clock) as stores:
        await put(stores.jobs, a_job())
        await stores.posts.add(COPY)
        await stores.preferences.save(10, CHOSEN)
        await stores.pending.add(PENDING)
    async with open_stores(tmp_path, clock.clock) as stores:
        assert await stores.jobs.adopt(10) == [a_job()]
        assert await stores.posts.last_copy(a_job().id) == COPY
        assert await stores.preferences.find(10) == CHOSEN
        assert await stores.pending.adopt() == [PENDING]


async def test_a_member_who_has_chosen_nothing_has_nothing_stored(tmp_path: Path, clock: FakeClock) -> None:
    async with open_stores(tmp_path, clock.clock) as stores:
        await stores.preferences.save(10, CHOSEN)
        await stores.preferences.delete(10)
        assert [await stores.preferences.find(user_id) for user_id in (10, 11)] == [None, None]


async def test_an_empty_file_beside_one_that_moved_is_told_with_both_ways_out(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "imagine.db.moved").touch()
    for _ in range(2):
        async with open_stores(tmp_path, clock.clock):
            pass
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert f"an empty {tmp_path}/imagine.db" in told
    # A log that a killed bot has left would be written into the file with the new name.
    out = "move imagine.db, imagine.db-wal and references out of DATA_DIR"
    for way_out in ("set DATABASE_URL", out, "rename imagine.db.moved to imagine.db", "references.moved to references"):
        assert way_out in told


async def test_a_new_bot_is_told_nothing(tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    async with open_stores(tmp_path, clock.clock):
        pass
    assert caplog.records == []


async def test_the_folder_of_a_process_that_shares_a_database_is_no_other_bot_s(
    tmp_path: Path, clock: FakeClock
) -> None:
    with locked(tmp_path), pytest.raises(StorageError, match="its own DATA_DIR"):
        async with open_stores(tmp_path, clock.clock):
            pytest.fail("the folder is taken")
    async with open_stores(tmp_path, clock.clock):
        with pytest.raises(StorageError, match="its own DATA_DIR"), locked(tmp_path):
            pytest.fail("the folder is taken")
