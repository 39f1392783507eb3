"""A bot that is killed while a card shows what is no job: the next one tells on it that nothing came of it."""

from collections.abc import Awaitable, Callable

import pytest
import simcord

from bot.images.reference_loader import AttachedFile, ReferenceLoader
from bot.worker.pending import PendingMessage
from sandbox.imini.planned_responses import Fault
from tests.integration.cards import text_of, title_of
from tests.integration.conftest import Remake, Restart
from tests.integration.people import press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.stage import Standing

Begin = Callable[[Studio], Awaitable[simcord.InteractionResult]]


async def _left(studio: Studio) -> list[PendingMessage]:
    return await studio.pending()


async def _is_told(studio: Studio, card: simcord.ResponseMessage) -> None:
    await studio.time.advance(JOB_SECONDS)
    assert title_of(card.components) == ENGLISH("title-interrupted")
    assert ENGLISH("status-interrupted") in text_of(card.components)
    assert await _left(studio) == []


async def _begin_repost(studio: Studio) -> simcord.InteractionResult:
    (job,) = await studio.jobs()
    report = await studio.alice.slash(studio.channel, "task", id=job.id)
    return await studio.alice.click(the_card(report).message, label=ENGLISH("button-repost"))


async def _begin_share(studio: Studio) -> simcord.InteractionResult:
    (card,) = studio.channel.history(viewer=studio.alice)
    return await press(card, "share", studio.alice)


@pytest.mark.parametrize(("begin", "private"), [(_begin_repost, False), (_begin_share, True)])
@pytest.mark.parametrize("minutes", [0, 20], ids=["at once", "when the token is dead"])
async def test_pictures_on_their_way_to_another_card(
    studio: Studio, restart: Restart, begin: Begin, private: bool, minutes: int
) -> None:
    await studio.finished(private=private)
    studio.imini.script["file"] = Standing([Fault(503)])
    card = the_card(await begin(studio))
    assert title_of(card.components) == ENGLISH("title-fetching")
    studio.env.backend.advance_clock(minutes * 60)
    await restart()
    await _is_told(studio, card)
    assert (await studio.balance()).used == 1


@pytest.mark.parametrize("orderly", [False, True], ids=["killed", "closed"])
async def test_files_that_are_being_read(studio: Studio, restart: Restart, remake: Remake, *, orderly: bool) -> None:
    class Slow(ReferenceLoader):
        async def prompt(self, user_id: int, upload: AttachedFile) -> str:
            await studio.time.clock.sleep(3600)
            return await super().prompt(user_id, upload)

    await remake(reference_loader=Slow)
    card = the_card(await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", b"a fox")))
    assert ENGLISH("status-reading") in text_of(card.components)
    if orderly:
        await studio.bot.close()
    await restart()
    await _is_told(studio, card)
    assert studio.submits == []


async def test_a_card_that_has_become_a_jobs_is_that_of_the_job(studio: Studio, restart: Restart) -> None:
    card = the_card(await studio.imagine())
    (job,) = await studio.jobs()

    async def show() -> int:
        return card.id

    await studio.pending_messages.begin(PendingMessage("1", job.user_id, job.card), show)
    await restart()
    assert await _left(studio) == []
    await studio.time.advance(JOB_SECONDS)
    assert len(card.attachments) == 1


async def test_nothing_is_left_of_what_went_its_way(studio: Studio) -> None:
    await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", b"a fox"))
    await studio.time.advance(JOB_SECONDS)
    await _begin_repost(studio)
    await studio.time.advance(JOB_SECONDS)
    assert await _left(studio) == []


@pytest.mark.parametrize("private", [False, True])
async def test_a_bug_while_files_are_read_leaves_no_card_that_says_they_are_being_read(
    studio: Studio, remake: Remake, *, private: bool
) -> None:
    class Faulty(ReferenceLoader):
        async def prompt(self, *_: object) -> str:
            raise ZeroDivisionError

    await remake(reference_loader=Faulty)
    file = ("prompt.txt", b"a fox")
    result = await studio.alice.slash(studio.channel, "imagine", prompt_file=file, private=private)
    there = studio.env.backend.messages[studio.channel.id]
    shown = [message for message in (result.response, *result.followups) if message and message.id in there]
    assert [title_of(message.components) for message in shown] == [ENGLISH("title-refused")]
    assert await _left(studio) == []
