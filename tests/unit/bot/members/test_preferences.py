"""Members' own defaults: kept, applied, forgotten."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotSaved
from bot.members.errors import DefaultsUnreadable
from bot.members.preferences import Defaults, Members
from bot.requests.errors import BadOption
from bot.requests.request import Aspect, ImagineRequest, Quality, Resolution
from bot.storage.sqlite.database import Database
from bot.storage.sqlite.preferences import SqlitePreferences
from tests.support.clock import FakeClock

CHOICES = Defaults(Aspect.WIDE_16_9, Resolution.TWO_K, Quality.HIGH, private=True)

some_defaults = st.builds(
    Defaults,
    st.none() | st.sampled_from(Aspect),
    st.none() | st.sampled_from(Resolution),
    st.none() | st.sampled_from(Quality),
    st.none() | st.booleans(),
)


@pytest.fixture
def members(database: Database) -> Members:
    """The members of a bot that has just been installed."""
    return Members(SqlitePreferences(database))


async def test_who_has_chosen_nothing_has_no_defaults(members: Members) -> None:
    assert await members.defaults(10) == Defaults()


@given(defaults=some_defaults)
async def test_defaults_outlive_the_process(tmp_path_factory: pytest.TempPathFactory, defaults: Defaults) -> None:
    file, clock = tmp_path_factory.mktemp("data") / "imagine.db", FakeClock().clock
    async with Database(file, clock) as database:
        await Members(SqlitePreferences(database)).choose(10, defaults)
    async with Database(file, clock) as database:
        assert await Members(SqlitePreferences(database)).defaults(10) == defaults


async def test_everybody_has_their_own(members: Members) -> None:
    await members.choose(10, CHOICES)
    assert await members.defaults(11) == Defaults()


async def test_defaults_in_memory_need_no_disk(members: Members, database: Database) -> None:
    await members.choose(10, CHOICES)
    await database.write("DELETE FROM members", ())
    assert await members.defaults(10) == CHOICES


async def test_memory_holds_the_members_who_were_active_last(database: Database) -> None:
    members = Members(SqlitePreferences(database), capacity=3)
    for user_id in range(3):
        await members.defaults(user_id)
    await members.choose(0, CHOICES)
    await members.defaults(3)
    await database.write("DELETE FROM members", ())
    assert await members.defaults(0) == CHOICES
    for user_id in range(1, 4):
        await members.defaults(user_id)
    assert await members.defaults(0) == Defaults()


async def test_of_who_has_no_defaults_any_more_nothing_is_kept(members: Members, database: Database) -> None:
    for forget in (members.erase(10), members.choose(10, Defaults())):
        await members.choose(10, CHOICES)
        await forget
        assert await members.defaults(10) == Defaults()
        assert await database.fetch("SELECT * FROM members") == []


async def test_with_a_full_disk_nothing_changes(members: Members, database: Database) -> None:
    await members.choose(10, CHOICES)
    await database.fetch("PRAGMA query_only = ON")
    for change in (members.choose(10, Defaults(quality=Quality.LOW)), members.erase(10)):
        with pytest.raises(NotSaved):
            await change
    assert await members.defaults(10) == CHOICES


async def test_a_disk_that_can_not_be_read_stops_the_command_rather_than_showing_what_is_private(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with Database(tmp_path / "imagine.db", clock.clock) as database:
        await database.write("DROP TABLE members", ())
        with pytest.raises(DefaultsUnreadable):
            await Members(SqlitePreferences(database)).defaults(10)


async def test_defaults_of_another_version_count_as_not_chosen(
    members: Members, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write("INSERT INTO members (user_id, data) VALUES (10, ?)", ('{"resolution": "8K"}',))
    with caplog.at_level(logging.ERROR):
        assert await members.defaults(10) == Defaults()
    assert "8K" not in caplog.text
    assert "user 10" in caplog.text


def test_what_is_given_wins_over_the_defaults() -> None:
    given_options = Defaults(aspect_ratio=Aspect.SQUARE, private=False)
    assert CHOICES.filling(given_options).chosen() == {
        "aspect_ratio": "1:1",
        "resolution": "2K",
        "quality": "high",
        "private": False,
    }


@given(defaults=some_defaults)
def test_a_request_takes_whatever_a_member_can_choose(defaults: Defaults) -> None:
    chosen = defaults.settings()
    assert {**chosen, "private": defaults.private}.items() >= defaults.chosen().items()
    assert chosen.items() <= ImagineRequest.parse(prompt="a red fox", **chosen).model_dump().items()


@given(defaults=some_defaults)
def test_parsing_what_was_chosen_gives_the_same(defaults: Defaults) -> None:
    assert Defaults.parse(**defaults.chosen()) == defaults


@pytest.mark.parametrize(
    ("field", "value"), [("aspect_ratio", "1:2"), ("resolution", "8K"), ("quality", ""), ("private", "perhaps")]
)
def test_a_value_that_imini_would_refuse_is_no_default(field: str, value: str) -> None:
    with pytest.raises(BadOption) as refused:
        Defaults.parse(**{field: value})
    assert refused.value.field == field
