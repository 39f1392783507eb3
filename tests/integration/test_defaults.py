"""``/defaults``: what ``/imagine`` takes where a member does not choose."""

from typing import Any

import pytest

from bot.storage.sqlite.database import SqliteDatabase
from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

CHOICES = {"aspect_ratio": "16:9", "resolution": "2K", "quality": "low", "private": True}


async def _defaults(studio: Studio, verb: str, **options: Any) -> str:
    answer = the_card(await studio.alice.slash(studio.channel, f"defaults {verb}", **options))
    assert answer.ephemeral
    return text_of(answer.components)


def _sent(studio: Studio) -> tuple[str, ...]:
    body: Any = studio.submits[-1].json
    return body["aspect_ratio"], body["resolution"], body["quality"]


async def test_who_has_chosen_nothing_sees_the_bots_defaults(studio: Studio) -> None:
    text = await _defaults(studio, "show")
    for line in ("`aspect_ratio`: 1:1", "`resolution`: 1K", "`quality`: medium", "`private`: off"):
        assert line in text
    assert "(yours)" not in text
    assert ENGLISH("change-saved") not in text


async def test_a_members_defaults_are_used_where_the_command_does_not_say(studio: Studio) -> None:
    text = await _defaults(studio, "set", **CHOICES)
    assert text.count("(yours)") == 4
    assert ENGLISH("change-saved") in text
    result = await studio.imagine()
    assert result.ephemeral
    assert _sent(studio) == ("16:9", "2K", "low")


async def test_a_set_without_anything_to_set_shows_them_and_does_not_claim_to_have_saved(studio: Studio) -> None:
    await _defaults(studio, "set", quality="high")
    text = await _defaults(studio, "set")
    assert "`quality`: **high** (yours)" in text
    assert ENGLISH("change-saved") not in text


async def test_what_the_command_says_wins(studio: Studio) -> None:
    await _defaults(studio, "set", **CHOICES)
    result = await studio.imagine(aspect_ratio="1:1", quality="high", private=False)
    assert not result.ephemeral
    assert _sent(studio) == ("1:1", "2K", "high")


async def test_defaults_are_set_one_by_one_and_kept_over_a_restart(studio: Studio, restart: Restart) -> None:
    await _defaults(studio, "set", aspect_ratio="21:9")
    await _defaults(studio, "set", quality="high")
    await restart()
    await studio.imagine()
    assert _sent(studio) == ("21:9", "1K", "high")


@pytest.mark.parametrize(
    ("options", "sent"), [({"option": "resolution"}, ("16:9", "1K", "low")), ({}, ("1:1", "1K", "medium"))]
)
async def test_defaults_are_reset_one_or_all(
    studio: Studio, restart: Restart, options: dict[str, str], sent: tuple[str, ...]
) -> None:
    await _defaults(studio, "set", **CHOICES)
    assert ENGLISH("change-saved") in await _defaults(studio, "reset", **options)
    await restart()
    await studio.imagine()
    assert _sent(studio) == sent


async def test_nobody_takes_the_defaults_of_others(studio: Studio) -> None:
    await _defaults(studio, "set", **CHOICES)
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    result = await bob.slash(studio.channel, "imagine", prompt="a red fox")
    assert not result.ephemeral
    assert _sent(studio) == ("1:1", "1K", "medium")


async def test_a_full_disk_changes_nothing_and_says_so(studio: Studio, databases: list[SqliteDatabase]) -> None:
    (database,) = databases
    await database.fetch("PRAGMA query_only = ON")
    assert "nothing has changed" in await _defaults(studio, "set", quality="low")
    await database.fetch("PRAGMA query_only = OFF")
    assert "(yours)" not in await _defaults(studio, "show")
