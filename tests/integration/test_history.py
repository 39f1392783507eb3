"""``/history``: own jobs, page by page."""

import re
from unittest.mock import Mock

import discord
import pytest
import simcord

from bot.members.errors import AlreadyWaiting
from bot.members.readers import Readers
from cogs.members.history import HistoryCog
from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.responses import fake_responses

ANIMALS = ["ant", "bat", "cat", "dog", "eel", "fox", "gnu"]


async def _history(studio: Studio, **options: str) -> simcord.ResponseMessage:
    return the_card(await studio.alice.slash(studio.channel, "history", **options))


async def _seven_jobs(studio: Studio) -> None:
    for animal in ANIMALS:
        await studio.finished(animal)


def _animals(page: simcord.ResponseMessage) -> list[str]:
    text = text_of(page.components)
    return re.findall(rf"\*\*({'|'.join(ANIMALS)})\*\*", text)


def _thumbnails(page: simcord.ResponseMessage) -> list[str]:
    parts = simcord.components.walk_components(page.components)
    return [part["media"]["url"] for part in parts if "media" in part]


def _buttons(page: simcord.ResponseMessage, label: str) -> list[str]:
    """The custom_ids of the buttons with this label."""
    parts = simcord.components.walk_components(page.components)
    return [part["custom_id"] for part in parts if part.get("label") == label]


async def test_a_history_without_jobs_says_how_to_begin(studio: Studio) -> None:
    page = await _history(studio)
    assert page.ephemeral
    assert ENGLISH("history-empty", n=30) in text_of(page.components)


async def test_jobs_come_newest_first_with_their_pictures(studio: Studio) -> None:
    await studio.finished("ant")
    await studio.finished("sandbox:failed")
    await studio.finished("cat")
    page = await _history(studio)
    assert _animals(page) == ["cat", "ant"]
    assert ENGLISH("state-failed") in text_of(page.components)
    assert [url.startswith(studio.imini.origin) for url in _thumbnails(page)] == [True, True]


async def test_nobody_sees_the_jobs_of_others(studio: Studio) -> None:
    await studio.finished("ant")
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    page = the_card(await bob.slash(studio.channel, "history"))
    assert ENGLISH("history-empty", n=30) in text_of(page.components)


async def test_pages_are_turned_also_after_a_restart(studio: Studio, restart: Restart) -> None:
    await _seven_jobs(studio)
    page = await _history(studio)
    assert _animals(page) == ["gnu", "fox", "eel", "dog", "cat"]
    await restart()
    await studio.alice.click(page.message, label="Older")
    assert _animals(page) == ["bat", "ant"]
    await restart()
    await studio.alice.click(page.message, label="Newer")
    assert _animals(page) == ["gnu", "fox", "eel", "dog", "cat"]


async def test_a_history_is_filtered_by_text_through_all_its_pages(studio: Studio, restart: Restart) -> None:
    for number in range(6):
        await studio.finished(f"a fox: {number}")
        await studio.finished("a wolf")
    page = await _history(studio, text=" FOX: ")
    assert "Your jobs with “FOX:”" in text_of(page.components)
    assert len(_buttons(page, ENGLISH("button-reroll"))) == 5
    await restart()
    await studio.alice.click(page.message, label="Older")
    assert "**a fox: 0**" in text_of(page.components)
    assert len(_buttons(page, ENGLISH("button-reroll"))) == 1


async def test_a_job_is_run_again_from_the_history(studio: Studio, restart: Restart) -> None:
    await studio.finished("ant", quality="low", aspect_ratio="16:9")
    page = await _history(studio)
    await restart()
    card = the_card(await studio.alice.click(page.message, label=ENGLISH("button-reroll")))
    await studio.time.advance(JOB_SECONDS)
    assert not card.ephemeral
    assert len(card.attachments) == 1
    assert studio.submits[0].json == studio.submits[1].json


@pytest.mark.parametrize("again", [False, True])
async def test_a_job_is_forgotten_but_not_what_it_cost(studio: Studio, restart: Restart, again: bool) -> None:
    await studio.finished("ant")
    card = await studio.finished("bat")
    page = await _history(studio)
    if again:
        await restart()
    await studio.alice.click(page.message, custom_id=_buttons(page, ENGLISH("button-forget"))[0])
    assert _animals(page) == ["ant"]
    assert (await studio.balance()).used == 2
    refusal = await studio.alice.click(card.message, label=ENGLISH("button-reroll"))
    assert ENGLISH("refusal-unknown-job") in text_of(the_card(refusal).components)
    assert [c["name"][:3] for c in await studio.alice.autocomplete(studio.channel, "task", "id", "")] == ["ant"]


async def test_forgetting_the_last_job_of_a_page_shows_the_page_before(studio: Studio) -> None:
    for animal in ANIMALS[:6]:
        await studio.finished(animal)
    page = await _history(studio)
    await studio.alice.click(page.message, label="Older")
    assert _animals(page) == ["ant"]
    await studio.alice.click(page.message, label=ENGLISH("button-forget"))
    assert _animals(page) == ["fox", "eel", "dog", "cat", "bat"]
    assert _buttons(page, "Older") == []


async def test_a_running_job_ends_before_it_is_forgotten(studio: Studio, restart: Restart) -> None:
    result = await studio.imagine("ant")
    page = await _history(studio)
    await studio.alice.click(page.message, label=ENGLISH("button-forget"))
    assert _animals(page) == []
    await restart()
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(result).attachments) == 1
    assert _animals(await _history(studio)) == []
    assert (await studio.balance()).used == 1


async def test_a_page_far_behind_the_last_one_shows_the_first(studio: Studio) -> None:
    await studio.finished("ant")
    press = Mock(spec=discord.Interaction, user=Mock(spec=discord.User, id=studio.alice.id), locale="en-US")
    answers, answer = fake_responses()
    await HistoryCog(studio.bot.services.jobs, answers, Readers(), kept_days=30).turn(press, "999999:")
    (shown,) = answer.update.await_args_list
    assert "**ant**" in text_of(shown.args[0].to_components())


async def test_who_waits_for_something_else_is_not_given_a_search_too(studio: Studio) -> None:
    await studio.finished("ant")
    readers = Readers()
    answers, answer = fake_responses()
    history = HistoryCog(studio.bot.services.jobs, answers, readers, kept_days=30)
    press = Mock(spec=discord.Interaction, user=Mock(spec=discord.User, id=studio.alice.id), locale="en-US")
    with readers.reading(studio.alice.id), pytest.raises(AlreadyWaiting):
        await history.turn(press, "0:ant")
    await history.turn(press, "0:ant")
    (shown,) = answer.update.await_args_list
    assert "**ant**" in text_of(shown.args[0].to_components())
