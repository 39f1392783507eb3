"""What the presenter draws, and where it keeps silent."""

import asyncio
from dataclasses import replace
from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.cluster.run import Run
from bot.jobs.card import Card
from bot.jobs.errors import CardDeleted, NotDeliverable
from bot.jobs.job import Job, Removal
from bot.jobs.state import JobState
from bot.runtime.background import BackgroundTasks
from bot.worker.presenter import Update
from cogs.cards.elements import mention
from cogs.delivery.messenger import Draw, Messenger
from cogs.delivery.presenter import CardPresenter
from cogs.delivery.uploader import PictureUploader
from cogs.i18n.markdown import moment
from cogs.memory.edit_budget import EditBudget
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_card, a_finished_job, a_job
from tests.support.locales import CATALOGS, ENGLISH
from tests.support.views import text_of

FAILED = a_job(state=JobState.FAILED)


class Stand:
    """A presenter at a Discord that accepts everything: ``texts`` of its cards, and what was ``recorded``."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.recorded: list[Job] = []
        self.messenger: Any = create_autospec(Messenger, instance=True)
        self.messenger.loses_access_soon.return_value = False
        for way in (self.messenger.try_once, self.messenger.deliver):
            way.side_effect = self._show
        self.messenger.update_former_cards.side_effect = lambda job, _: job.card
        self.channel: Any = create_autospec(discord.PartialMessageable, instance=True)
        self.client = Mock(spec=discord.Client)
        self.client.get_partial_messageable.return_value = self.channel
        uploader = create_autospec(PictureUploader, instance=True)
        clock = FakeClock().clock
        self.run: Any = create_autospec(Run, instance=True, held=True)
        self.presenter = CardPresenter(
            self.client, self.messenger, uploader, CATALOGS, EditBudget(clock), self.run, BackgroundTasks(), clock
        )

    async def record(self, job: Job) -> Job:
        """Store it."""
        self.recorded.append(job)
        return job

    async def _show(self, job: Job, draw: Draw, **_: object) -> Card:
        self.texts.append(text_of(draw(job.card)))
        return job.card


@pytest.fixture
def stand() -> Stand:
    return Stand()


async def _steps() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_job_under_way_is_drawn_as_it_stands(stand: Stand) -> None:
    job = a_job(state=JobState.SUBMITTED)
    async with stand.presenter.progress(job) as live:
        live.show(Update(job))
        await _steps()
    (text,) = stand.texts
    assert ENGLISH("status-queued", when=moment(job.created_at)) in text


async def test_a_process_that_was_paused_shows_no_progress_on_a_card_that_another_may_have_filled(stand: Stand) -> None:
    job = a_job(state=JobState.SUBMITTED)
    async with stand.presenter.progress(job) as live:
        stand.run.held = False
        live.show(Update(job))
        await _steps()
    assert stand.texts == []


async def test_a_card_that_can_soon_be_edited_no_more_says_what_comes_next(stand: Stand) -> None:
    stand.messenger.loses_access_soon.return_value = True
    job = a_job(state=JobState.SUBMITTED)
    async with stand.presenter.progress(job) as live:
        live.show(Update(job))
        await _steps()
    assert ENGLISH("status-last-edit", user=mention(job.user_id)) in stand.texts[0]


async def test_the_card_of_a_hidden_job_says_once_that_it_was_cancelled(stand: Stand) -> None:
    job = a_job(state=JobState.SUBMITTED, hidden=True)
    async with stand.presenter.progress(job) as live:
        live.show(Update(job))
        await _steps()
        live.show(Update(job))
        await _steps()
    (text,) = stand.texts
    assert ENGLISH("outcome-cancelled") in text
    assert live.card == job.card


async def test_the_edit_of_a_hidden_jobs_card_ends_with_its_progress(stand: Stand) -> None:
    begun = asyncio.Event()

    async def hang(*_: object, **__: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    stand.messenger.deliver.side_effect = hang
    async with stand.presenter.progress(a_job(state=JobState.SUBMITTED, hidden=True)):
        await begun.wait()
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_how_a_job_ended_is_shown_on_its_card(stand: Stand) -> None:
    assert await stand.presenter.report_end(FAILED, stand.record) == FAILED
    assert ENGLISH("outcome-failed", n=1) in stand.texts[0]
    assert stand.recorded == []


async def test_a_process_whose_jobs_others_have_shows_no_end(stand: Stand) -> None:
    stand.run.wait.side_effect = asyncio.CancelledError
    with pytest.raises(asyncio.CancelledError):
        await stand.presenter.report_end(FAILED, stand.record)
    assert (stand.texts, stand.messenger.update_former_cards.mock_calls) == ([], [])


@pytest.mark.parametrize(
    "job",
    [a_finished_job(), replace(FAILED, removals=(Removal(10, START, 30),))],
    ids=["shown", "removed"],
)
async def test_a_card_with_the_pictures_or_that_was_emptied_stays_as_it_is(stand: Stand, job: Job) -> None:
    await stand.presenter.report_end(job, stand.record)
    assert stand.texts == []


async def test_where_the_card_went_is_recorded_before_the_former_one_is_edited(stand: Stand) -> None:
    there = FAILED.card.moved(message_id=41)

    async def move(*_: object, **__: object) -> object:
        return there

    stand.messenger.deliver.side_effect = move
    await stand.presenter.report_end(FAILED, stand.record)
    assert stand.recorded == [FAILED.on_card(there)]
    (call,) = stand.messenger.update_former_cards.await_args_list
    assert call.args[0] == FAILED.on_card(there)


@pytest.mark.parametrize(
    ("error", "message_id"), [(CardDeleted(message="gone"), None), (NotDeliverable(message="down"), 40)]
)
async def test_a_card_that_was_deleted_is_nowhere_and_one_that_can_not_be_edited_where_it_was(
    stand: Stand, error: Exception, message_id: int | None
) -> None:
    stand.messenger.deliver.side_effect = error
    job = await stand.presenter.report_end(FAILED, stand.record)
    assert job.card.message_id == message_id


@pytest.mark.parametrize(
    ("job", "key"),
    [
        (a_finished_job(), "notify-done"),
        (a_finished_job(charged=0), "notify-failed"),
        (a_finished_job(cost=0, charged=0), "notify-done"),
        (FAILED, "notify-failed"),
        (a_job(state=JobState.UNKNOWN), "notify-unknown"),
    ],
)
async def test_a_ping_replies_to_the_card_and_mentions_nobody_but_the_requester(
    stand: Stand, job: Job, key: str
) -> None:
    await stand.presenter.ping(job)
    (call,) = stand.channel.send.await_args_list
    assert call.args == (ENGLISH(key, n=1, user=mention(10)),)
    allowed = call.kwargs["allowed_mentions"].to_dict()
    assert (allowed["users"], allowed["parse"], call.kwargs["nonce"]) == ([10], [], f"done-{job.id}")


async def test_a_ping_that_discord_rejects_is_lost_without_harm(stand: Stand) -> None:
    stand.channel.send.side_effect = TimeoutError
    await stand.presenter.ping(a_finished_job())
    await stand.presenter.ping(a_finished_job(card=a_card(message_id=None)))
    assert stand.channel.send.await_count == 1
