"""A card that is deleted while its job is under way: what imini has billed is charged, and is not lost."""

import pytest
import simcord

from bot.images.errors import NoPictures
from bot.images.pictures import Fetched
from bot.images.results import ResultFetcher
from bot.jobs.state import JobState
from cogs.cards.jump_urls import job_url
from tests.integration.cards import gallery_of, status_of, text_of
from tests.integration.conftest import Remake, Restart
from tests.integration.people import a_moderator
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH


async def _deleted(studio: Studio, prompt: str = "a red fox", **options: object) -> None:
    """Alice's card is deleted while imini draws; then time passes."""
    card = the_card(await studio.imagine(prompt, **options))
    await a_moderator(studio).delete(card)
    await studio.time.advance(JOB_SECONDS)


async def _report(studio: Studio) -> simcord.ResponseMessage:
    return the_card(await studio.alice.slash(studio.channel, "task", id=(await studio.job()).id))


async def test_pictures_whose_card_was_deleted_are_paid_and_can_be_had_by_their_requester(studio: Studio) -> None:
    await _deleted(studio, count=2)
    assert (await studio.balance()).used == 2
    report = await _report(studio)
    assert status_of(report.components) == ENGLISH("state-undelivered")
    assert f"{ENGLISH('ended-card_deleted')} {ENGLISH('ended-charged', n=2)}" in text_of(report.components)
    assert len(gallery_of(report.components)) == 2
    again = the_card(await studio.alice.click(report.message, label=ENGLISH("button-repost")))
    assert len(again.attachments) == 2
    assert (await studio.balance()).used == 2
    job = await studio.job()
    assert (job.state, job.card.message_id, job.failure) == (JobState.DELIVERED, again.id, None)


@pytest.mark.settings(notify_after="1s")
async def test_nothing_leads_to_the_deleted_card_of_a_job_that_failed(studio: Studio, restart: Restart) -> None:
    await _deleted(studio, "sandbox:failed")
    await restart()
    job = await studio.job()
    assert (job.state, job.acknowledged, job_url(job)) == (JobState.FAILED, True, "")
    assert "discord.com/channels" not in str((await _report(studio)).components)
    assert [message for message in studio.channel.history() if studio.alice.mention in message.content] == []


@pytest.mark.settings(notify_after="1s")
async def test_nobody_is_pinged_about_a_card_that_was_deleted(studio: Studio) -> None:
    await _deleted(studio)
    assert (await studio.job()).state is JobState.UNDELIVERED
    assert [message for message in studio.channel.history() if studio.alice.mention in message.content] == []


async def test_a_card_that_was_deleted_is_paid_through_a_restart(studio: Studio, restart: Restart) -> None:
    card = the_card(await studio.imagine())
    await a_moderator(studio).delete(card)
    await restart()
    await studio.time.advance(JOB_SECONDS)
    await restart()
    assert (await studio.balance()).used == 1
    assert (await studio.job()).state is JobState.UNDELIVERED


async def test_pictures_that_discord_lets_the_bot_show_nowhere_are_paid_as_well(studio: Studio) -> None:
    for method, path in [("PATCH", "/webhooks/*"), ("PATCH", "/channels/*"), ("POST", "/channels/*")]:
        studio.env.inject_error(method, path, status=403, code=50001, times=None)
    studio.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
    await studio.imagine()
    await studio.time.advance(JOB_SECONDS)
    assert (await studio.balance()).used == 1
    report = await _report(studio)
    assert f"{ENGLISH('ended-unshown')} {ENGLISH('ended-charged', n=1)}" in text_of(report.components)
    assert len(gallery_of(report.components)) == 1


async def test_pictures_are_not_shown_before_they_are_paid(studio: Studio) -> None:
    for path in ("/webhooks/*", "/channels/*"):
        studio.env.inject_error("PATCH", path, status=503, times=None)
    await studio.imagine()
    await studio.time.advance(JOB_SECONDS)
    job = await studio.job()
    assert (job.state, len(job.images)) == (JobState.READY, 1)
    assert gallery_of((await _report(studio)).components) == []
    page = the_card(await studio.alice.slash(studio.channel, "history"))
    assert gallery_of(page.components) == []


async def test_pictures_of_a_job_that_failed_are_neither_shown_nor_linked(studio: Studio, remake: Remake) -> None:
    class Empty(ResultFetcher):
        async def fetch(self, *_: object, **__: object) -> Fetched:
            raise NoPictures

    await remake(result_fetcher=Empty)
    await studio.finished()
    job = await studio.job()
    assert (job.state, len(job.images), (await studio.balance()).used) == (JobState.FAILED, 1, 0)
    shown = [await _report(studio), the_card(await studio.alice.slash(studio.channel, "history"))]
    assert not any(job.images[0].url in str(message.components) for message in shown)
    exported = the_card(await studio.alice.slash(studio.channel, "privacy export"))
    assert job.images[0].url.encode() not in (studio.env.backend.cdn.get(exported.attachments[0].url) or b"")
