"""Members' own defaults: stored, applied, deleted."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SaveFailed
from bot.members.errors import DefaultsUnreadable
from bot.members.preferences import CachedPreferences, Preferences, PreferenceStore
from bot.requests.errors import BadOption
from bot.requests.request import Aspect, ImagineRequest, Quality, Resolution
from bot.storage.sql.preferences import SqlPreferences
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock

CHOICES = Preferences(Aspect.WIDE_16_9, Resolution.TWO_K, Quality.HIGH, private=True)

some_defaults = st.builds(
    Preferences,
    st.none() | st.sampled_from(Aspect),
    st.none() | st.sampled_from(Resolution),
    st.none() | st.sampled_from(Quality),
    st.none() | st.booleans(),
)


@pytest.fixture
def members(database: SqliteDatabase) -> PreferenceStore:
    """The members of a bot that has just been installed."""
    return PreferenceStore(CachedPreferences(SqlPreferences(database)))


async def test_who_has_chosen_nothing_has_no_defaults(members: PreferenceStore) -> None:
    assert await members.get(10) == Preferences()


@given(defaults=some_defaults)
async def test_defaults_outlive_the_process(tmp_path_factory: pytest.TempPathFactory, defaults: Preferences) -> None:
    file, clock = tmp_path_factory.mktemp("data") / "imagine.db", FakeClock().clock
    async with SqliteDatabase(file, clock) as database:
        await PreferenceStore(SqlPreferences(database)).set(10, defaults)
    async with SqliteDatabase(file, clock) as database:
        assert await PreferenceStore(SqlPreferences(database)).get(10) == defaults


async def test_everybody_has_their_own(members: PreferenceStore) -> None:
    await members.set(10, CHOICES)
    assert await members.get(11) == Preferences()


async def test_defaults_in_memory_need_no_disk(members: PreferenceStore, database: SqliteDatabase) -> None:
    await members.set(10, CHOICES)
    await database.write("DELETE FROM members", ())
    assert await members.get(10) == CHOICES


async def test_memory_holds_the_members_who_were_active_last(database: SqliteDatabase) -> None:
    members = PreferenceStore(CachedPreferences(SqlPreferences(database), capacity=3))
    for user_id in range(3):
        await members.get(user_id)
    await members.set(0, CHOICES)
    await members.get(3)
    await database.write("DELETE FROM members", ())
    assert await members.get(0) == CHOICES
    for user_id in range(1, 4):
        await members.get(user_id)
    assert await members.get(0) == Preferences()


async def test_of_who_has_no_defaults_any_more_nothing_is_kept(
    members: PreferenceStore, database: SqliteDatabase
) -> None:
    for forget in (members.erase(10), members.set(10, Preferences())):
        await members.set(10, CHOICES)
        await forget
        assert await members.get(10) == Preferences()
        assert await database.fetch("SELECT * FROM members") == []


async def test_with_a_full_disk_nothing_changes(members: PreferenceStore, database: SqliteDatabase) -> None:
    await members.set(10, CHOICES)
    await database.fetch("PRAGMA query_only = ON")
    for change in (members.set(10, Preferences(quality=Quality.LOW)), members.erase(10)):
        with pytest.raises(SaveFailed):
            await change
    assert await members.get(10) == CHOICES


async def test_a_disk_that_can_not_be_read_stops_the_command_rather_than_showing_what_is_private(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with SqliteDatabase(tmp_path / "imagine.db", clock.clock) as database:
        await database.write("DROP TABLE members", ())
        with pytest.raises(DefaultsUnreadable):
            await PreferenceStore(SqlPreferences(database)).get(10)


async def test_defaults_of_another_version_count_as_not_chosen(
    members: PreferenceStore, database: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write("INSERT INTO members (user_id, data) VALUES (10, ?)", ('{"resolution": "8K"}',))
    with caplog.at_level(logging.ERROR):
        assert await members.get(10) == Preferences()
    assert "8K" not in caplog.text
    assert "user 10" in caplog.text


def test_what_is_given_wins_over_the_defaults() -> None:
    given_options = Preferences(aspect_ratio=Aspect.SQUARE, private=False)
    assert CHOICES.merge(given_options).explicit() == {
        "aspect_ratio": "1:1",
        "resolution": "2K",
        "quality": "high",
        "private": False,
    }


@given(defaults=some_defaults)
def test_a_request_takes_whatever_a_member_can_choose(defaults: Preferences) -> None:
    chosen = defaults.settings()
    assert {**chosen, "private": defaults.private}.items() >= defaults.explicit().items()
    assert chosen.items() <= ImagineRequest.parse(prompt="a red fox", **chosen).model_dump().items()


@given(defaults=some_defaults)
def test_parsing_what_was_chosen_gives_the_same(defaults: Preferences) -> None:
    assert Preferences.parse(**defaults.explicit()) == defaults


@pytest.mark.parametrize(
    ("field", "value"), [("aspect_ratio", "1:2"), ("resolution", "8K"), ("quality", ""), ("private", "perhaps")]
)
def test_a_value_that_imini_would_refuse_is_no_default(field: str, value: str) -> None:
    with pytest.raises(BadOption) as refused:
        Preferences.parse(**{field: value})
    assert refused.value.field == field


async def test_without_a_cache_what_another_process_made_private_is_private_at_once(database: SqliteDatabase) -> None:
    first, second = (PreferenceStore(SqlPreferences(database)) for _ in range(2))
    await first.set(10, Preferences(private=False))
    assert (await second.get(10)).private is False
    await first.set(10, CHOICES)
    assert (await second.get(10)).private
    await first.erase(10)
    assert await second.get(10) == Preferences()
