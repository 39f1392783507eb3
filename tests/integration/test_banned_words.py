"""The words that a server bans are in no prompt, by whatever way it comes in."""

import pytest

from tests.integration.cards import text_of
from tests.integration.entries import ENTRIES
from tests.integration.studio import Studio, the_card
from tests.integration.test_refusals import refused_after_reading
from tests.support.locales import ENGLISH

MANAGER = 7

WITH_A_PROMPT = [
    "command imagine",
    "command imagine, private",
    "command imagine, estimated",
    "action again",
    "action vary",
    "action sharper",
    "pick vary",
]


async def _ban(studio: Studio, *words: str) -> None:
    rules = studio.bot.services.servers.rules
    await rules.change(studio.guild.id, MANAGER, lambda current: current.changed(banned_words=words))


@pytest.mark.parametrize("name", WITH_A_PROMPT)
async def test_a_banned_word_is_refused_without_naming_it(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    await _ban(studio, "FÓX", "heron")
    submits, jobs = len(studio.submits), len(await studio.jobs())
    told = text_of(the_card(await act()).components)
    await studio.time.advance(60)
    assert ENGLISH("refusal-words-banned") in told
    assert "heron" not in told.lower()
    assert (len(studio.submits), len(await studio.jobs())) == (submits, jobs)


@pytest.mark.parametrize("name", ["form editor", "form editor, of a job"])
async def test_a_banned_word_in_the_editor_is_refused(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    await _ban(studio, "w0lf", "wolf")
    jobs = len(await studio.jobs())
    assert ENGLISH("refusal-words-banned") in text_of(the_card(await act()).components)
    assert len(await studio.jobs()) == jobs


async def test_a_banned_word_in_a_file_is_refused_once_the_file_is_read(studio: Studio) -> None:
    await _ban(studio, "fox")
    await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", b"a red fox"))
    assert await refused_after_reading(studio) == ENGLISH("refusal-words-banned")


async def test_a_word_that_is_no_longer_banned_passes(studio: Studio) -> None:
    await _ban(studio, "fox")
    await studio.imagine()
    await _ban(studio)
    await studio.imagine()
    assert len(await studio.jobs()) == 1


async def test_a_banned_word_is_in_no_alternative_text_either(studio: Studio) -> None:
    act = await ENTRIES["form describe"](studio)
    await _ban(studio, "fox")
    assert ENGLISH("refusal-words-banned") in text_of(the_card(await act()).components)
    assert (await studio.job()).alt == ""
