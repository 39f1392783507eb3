"""``/privacy erase``: what it says is true, also of cards that were posted, and also over a restart."""

import pytest
import simcord

from bot.jobs.job import Job
from cogs.cards.elements import mention
from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.people import press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import CATALOGS, ENGLISH


async def _erased(studio: Studio, button: str) -> simcord.ResponseMessage:
    """The page of the question, once Alice has answered it with ``button``."""
    page = the_card(await studio.alice.slash(studio.channel, "privacy erase"))
    await studio.alice.click(page.message, label=ENGLISH(f"button-{button}"))
    return page


def _there(studio: Studio) -> list[int]:
    """The messages that others see."""
    return [message.id for message in studio.channel.history() if not message.flags.ephemeral]


@pytest.mark.settings(retention_days=70)
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_the_question_says_what_stays_and_for_how_long(studio: Studio, locale: str) -> None:
    t = CATALOGS(locale)
    told = t("erase-question", n=70)
    assert "70" in told
    assert t("button-delete") in told
    if locale == "en-US":
        page = the_card(await studio.alice.slash(studio.channel, "privacy erase"))
        assert told in text_of(page.components)


async def test_cards_stay_unless_the_member_wants_them_away(studio: Studio) -> None:
    card = await studio.finished()
    page = await _erased(studio, "erase")
    await studio.time.advance(60)
    assert text_of(page.components) == f"### {ENGLISH('title-erased')}\n{ENGLISH('erase-done')}"
    assert _there(studio) == [card.id]


async def test_all_cards_and_copies_of_the_member_go_and_nobody_elses(studio: Studio, restart: Restart) -> None:
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    theirs = the_card(await bob.slash(studio.channel, "imagine", prompt="a wolf"))
    await studio.finished("a red fox")
    await studio.finished("sandbox:moderated")
    report = the_card(await studio.alice.slash(studio.channel, "task", id=(await _oldest(studio)).id))
    await studio.alice.click(report.message, label=ENGLISH("button-repost"))
    await restart()
    page = await _erased(studio, "erase_cards")
    assert ENGLISH("erase-sweeping", n=3) in text_of(page.components)
    await studio.time.advance(60)
    assert _there(studio) == [theirs.id]
    assert ENGLISH("erase-swept", n=0) in text_of(page.components)


async def _oldest(studio: Studio) -> Job:
    return (await studio.jobs())[-1]


async def test_removing_cards_is_carried_on_by_the_next_run_and_told_at_its_end(
    studio: Studio, restart: Restart
) -> None:
    for prompt in ("one fox", "two foxes"):
        await studio.finished(prompt)
    studio.env.inject_error("DELETE", "/channels/*", status=503, times=1)
    page = await _erased(studio, "erase_cards")
    await restart()
    assert ENGLISH("erase-sweeping", n=2) in text_of(page.components)
    await studio.time.advance(60)
    assert _there(studio) == []
    assert ENGLISH("erase-swept", n=0) in text_of(page.components)


async def test_what_could_not_be_removed_is_counted(studio: Studio) -> None:
    for prompt in ("one fox", "two foxes"):
        await studio.finished(prompt)
    running = the_card(await studio.imagine("a third fox"))
    studio.env.inject_error("DELETE", "/channels/*", status=403, code=50001, times=1)
    page = await _erased(studio, "erase_cards")
    await studio.time.advance(10)
    assert ENGLISH("erase-left", n=2) in text_of(page.components)
    await studio.time.advance(JOB_SECONDS)
    (left, still) = _there(studio)
    assert still == running.id
    assert len(running.attachments) == 1
    await press(running.message, "delete", studio.alice)
    assert ENGLISH("card-removed", user=mention(studio.alice.id)) in text_of(running.components)
    assert left != running.id


async def test_a_member_without_cards_is_told_that_none_are_left(studio: Studio) -> None:
    page = await _erased(studio, "erase_cards")
    await studio.time.advance(1)
    assert ENGLISH("erase-swept", n=0) in text_of(page.components)


async def test_the_log_names_member_and_place_of_every_job_but_not_the_prompt(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        await studio.finished("a s3cret fox")
    job = await studio.job()
    told = f"job {job.id} accepted: user {studio.alice.id}, guild {studio.guild.id}, channel {studio.channel.id}"
    assert told in caplog.text
    assert "s3cret" not in caplog.text
