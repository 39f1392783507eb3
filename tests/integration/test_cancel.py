"""The button Cancel: free while nothing was sent, asked about afterwards, and never a loss of what is paid."""

import asyncio

import pytest
import simcord

from bot.imini.client import IminiClient
from bot.requests.request import ImagineRequest
from tests.integration.cards import gallery_of, status_of, text_of
from tests.integration.conftest import Remake, Restart
from tests.integration.people import Who, a_moderator, another_member, press, the_requester
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH


def _refused(result: simcord.InteractionResult, key: str) -> bool:
    """Whether the presser alone was told so."""
    told = [*result.followups, *([result.response] if result.response else [])]
    return any(message.ephemeral and ENGLISH(key) in text_of(message.components) for message in told)


@pytest.mark.parametrize("who", [a_moderator, the_requester])
async def test_a_job_that_waits_is_cancelled_for_nothing(studio: Studio, who: Who) -> None:
    card = the_card(await studio.imagine("sandbox:429"))
    await press(card, "cancel", who(studio))
    await studio.time.advance(JOB_SECONDS)
    assert status_of(card.components) == ENGLISH("outcome-cancelled")
    assert f"{ENGLISH('ended-cancelled')} {ENGLISH('ended-credits', n=1)}" in text_of(card.components)
    balance = await studio.balance()
    assert (balance.used, balance.running, len(studio.imini.tasks)) == (0, 0, 0)


@pytest.mark.parametrize("who", [a_moderator, the_requester])
async def test_who_cancels_a_job_that_is_drawn_is_told_first_that_it_costs_the_same(studio: Studio, who: Who) -> None:
    card = the_card(await studio.imagine(count=2))
    question = the_card(await press(card, "cancel", who(studio)))
    assert question.ephemeral
    assert ENGLISH("stop-question", n=2) in text_of(question.components)
    await studio.time.advance(JOB_SECONDS)
    assert len(gallery_of(card.components)) == 2


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_job_that_is_cancelled_all_the_same_is_paid_and_its_pictures_are_kept(
    studio: Studio, restart: Restart, *, restarts: bool
) -> None:
    card = the_card(await studio.imagine(count=2))
    question = the_card(await press(card, "cancel", studio.alice))
    await press(question, "stop", studio.alice)
    assert status_of(card.components) == ENGLISH("outcome-cancelled")
    assert ENGLISH("ended-hidden", n=2) in text_of(card.components)
    if restarts:
        await restart()
    await studio.time.advance(JOB_SECONDS)
    assert status_of(card.components) == ENGLISH("outcome-cancelled")
    assert gallery_of(card.components) == []
    balance = await studio.balance()
    assert (balance.used, balance.running) == (2, 0)
    (job,) = await studio.jobs()
    report = the_card(await studio.alice.slash(studio.channel, "task", id=job.id))
    assert len(gallery_of(report.components)) == 2
    assert ENGLISH("task-stopped", n=2) in text_of(report.components)
    assert "once it's done" not in text_of(report.components)


async def test_a_job_that_is_cancelled_while_it_is_drawn_says_so_in_its_report(studio: Studio) -> None:
    card = the_card(await studio.imagine())
    await press(the_card(await press(card, "cancel", studio.alice)), "stop", studio.alice)
    (job,) = await studio.jobs()
    report = the_card(await studio.alice.slash(studio.channel, "task", id=job.id))
    assert ENGLISH("task-hidden") in text_of(report.components)
    await studio.time.advance(JOB_SECONDS)
    report = the_card(await studio.alice.slash(studio.channel, "task", id=job.id))
    assert ENGLISH("task-hidden") not in text_of(report.components)


async def test_a_cancelled_job_that_imini_gives_up_costs_nothing(studio: Studio) -> None:
    card = the_card(await studio.imagine("sandbox:failed"))
    await press(the_card(await press(card, "cancel", studio.alice)), "stop", studio.alice)
    await studio.time.advance(JOB_SECONDS)
    assert status_of(card.components) == ENGLISH("outcome-failed", n=1)
    assert (await studio.balance()).used == 0


async def test_an_answer_to_the_question_that_comes_too_late_changes_nothing(studio: Studio) -> None:
    card = the_card(await studio.imagine())
    question = the_card(await press(card, "cancel", studio.alice))
    await studio.time.advance(JOB_SECONDS)
    assert _refused(await press(question, "stop", studio.alice), "refusal-not-now")
    assert len(gallery_of(card.components)) == 1


async def test_others_cancel_nothing(studio: Studio) -> None:
    card = the_card(await studio.imagine())
    assert _refused(await press(card, "cancel", another_member(studio)), "refusal-not-allowed")
    await studio.time.advance(JOB_SECONDS)
    assert len(card.attachments) == 1


async def test_a_job_on_its_way_to_imini_can_not_be_cancelled(studio: Studio, remake: Remake) -> None:
    arrived = asyncio.Event()

    class Slow(IminiClient):
        async def submit(self, request: ImagineRequest) -> str:
            await studio.env.external_wait(arrived.wait(), reason="a slow imini")
            return await super().submit(request)

    await remake(client=Slow)
    card = the_card(await studio.imagine())
    assert _refused(await press(card, "cancel", studio.alice), "refusal-not-now")
    arrived.set()
    await studio.time.advance(0)
    await studio.time.advance(JOB_SECONDS)
    assert len(card.attachments) == 1


async def test_a_running_job_can_be_cancelled_after_a_restart(studio: Studio, restart: Restart) -> None:
    card = the_card(await studio.imagine())
    await restart()
    await press(the_card(await press(card, "cancel", studio.alice)), "stop", studio.alice)
    assert status_of(card.components) == ENGLISH("outcome-cancelled")
