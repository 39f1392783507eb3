"""A bot that stops, well or not, and what becomes of its jobs and their cards."""

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.jobs.card import ExtraMessage
from bot.jobs.state import JobState
from cogs.memory.upload_limits import UploadLimits
from tests.integration.cards import shown
from tests.integration.conftest import Remake, Restart, remembering
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.jobs import put
from tests.support.names import picture_numbers


async def test_a_killed_bot_goes_on_with_its_job_on_the_same_card(studio: Studio, restart: Restart) -> None:
    result = await studio.imagine()
    await studio.time.advance(4)
    await restart()
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(result).attachments) == 1
    assert len(studio.channel.history()) == 1
    assert len(studio.submits) == 1


async def test_a_closed_bot_leaves_its_job_to_the_next_one(studio: Studio, restart: Restart) -> None:
    result = await studio.imagine()
    await studio.bot.close()
    await restart()
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(result).attachments) == 1
    assert len(studio.submits) == 1


async def test_a_job_that_waited_to_be_sent_again_is_sent_after_the_restart(studio: Studio, restart: Restart) -> None:
    result = await studio.imagine("sandbox:429")
    await restart()
    await studio.time.advance(2 * JOB_SECONDS)
    assert len(the_card(result).attachments) == 1
    assert len(studio.imini.tasks) == 1


async def test_a_card_is_found_again_when_its_token_has_died(studio: Studio, restart: Restart) -> None:
    result = await studio.imagine()
    studio.env.backend.advance_clock(20 * 60)
    await restart()
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(result).attachments) == 1
    edits = [call.path for call in studio.env.http_requests if call.method == "PATCH"]
    assert edits[-1] == f"/channels/{studio.channel.id}/messages/{the_card(result).id}"


async def test_pictures_in_messages_of_their_own_come_once_although_nobody_noted_that_they_were_out(
    studio: Studio, restart: Restart, remake: Remake
) -> None:
    await remake(load=remembering(upload_limits=UploadLimits(max_pictures=1)))
    await studio.finished(count=3)
    assert _pictures(studio) == [[1], [2], [3]]
    (job,) = await studio.jobs()
    killed = replace(job, state=JobState.READY, acknowledged=False, extra_messages=(ExtraMessage((2,)),))
    database = studio.databases[-1]
    await database.write("UPDATE jobs SET owner = ? WHERE id = ?", (database.run, job.id))
    await put(studio.repository, killed)
    studio.env.backend.delete_message(studio.channel.id, studio.channel.history()[2].id)
    await restart()
    await studio.time.advance(JOB_SECONDS)
    assert _pictures(studio) == [[1, 3], [2]]
    (job,) = await studio.jobs()
    assert (job.state, job.charged) == (JobState.DELIVERED, 3)
    assert [(extra.pictures, extra.message_id) for extra in job.extra_messages] == [
        ((2,), studio.channel.history()[1].id)
    ]


def _pictures(studio: Studio) -> list[list[int]]:
    """The numbers of the pictures of each message in the channel, the oldest first."""
    return [picture_numbers(file.filename for file in message.attachments) for message in studio.channel.history()]


async def test_a_restart_neither_refills_nor_loses_credits(studio: Studio, restart: Restart) -> None:
    await studio.finished(count=2)
    await studio.imagine(count=3)
    before = await studio.balance()
    await restart()
    assert await studio.balance() == before
    assert (before.limit - before.left, before.running) == (5, 1)


async def test_a_deleted_card_is_not_brought_back(studio: Studio) -> None:
    result = await studio.imagine()
    studio.env.backend.delete_message(studio.channel.id, the_card(result).id)
    await studio.time.advance(JOB_SECONDS)
    assert studio.channel.history() == []
    assert (await studio.balance()).running == 0


async def test_closing_ends_every_task_without_a_complaint(studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
    await studio.imagine()
    edits = len(shown(studio.env))
    with caplog.at_level(logging.WARNING):
        await studio.bot.close()
        await studio.time.advance(JOB_SECONDS)
    assert caplog.records == []
    assert len(shown(studio.env)) == edits
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("job ")]
