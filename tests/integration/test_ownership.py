"""Presses that Discord's client would not offer: who sends them anyway gets nothing of others."""

from unittest.mock import Mock

import discord
import pytest

from bot.errors import NotAllowed, UnknownJob
from bot.jobs.job import Job
from bot.members.readers import Readers
from cogs.jobs.task import Tasks
from cogs.members.history import History
from tests.integration.studio import Studio
from tests.support.answers import answers_to_nobody


async def _a_job_of_alice(studio: Studio, *, private: bool = False) -> Job:
    await studio.finished(private=private)
    (job,) = await studio.bot.services.journal.of_user(studio.alice.id)
    return job


def _press(studio: Studio, *, manages_messages: bool = False) -> Mock:
    """A press by Bob in the server."""
    permissions = discord.Permissions(manage_messages=manages_messages)
    here = {"guild_id": studio.guild.id, "channel_id": studio.channel.id}
    interaction = Mock(spec=discord.Interaction, **here, permissions=permissions)
    interaction.user = Mock(spec=discord.Member, id=studio.alice.id + 1)
    return interaction


def _tasks(studio: Studio) -> Tasks:
    cog = studio.bot.get_cog("Tasks")
    assert isinstance(cog, Tasks)
    return cog


async def test_nobody_forgets_the_jobs_of_others(studio: Studio) -> None:
    job = await _a_job_of_alice(studio)
    services = studio.bot.services
    history = History(services.jobs, answers_to_nobody()[0], Readers())
    with pytest.raises(UnknownJob):
        await history.forget(_press(studio, manages_messages=True), f"{job.id}:0:")
    assert await studio.bot.services.journal.find(job.id) == job


async def test_nobody_brings_the_pictures_of_others(studio: Studio) -> None:
    job = await _a_job_of_alice(studio)
    with pytest.raises(NotAllowed):
        await _tasks(studio).repost(_press(studio), job)


async def test_no_moderator_brings_what_is_private(studio: Studio) -> None:
    job = await _a_job_of_alice(studio, private=True)
    with pytest.raises(NotAllowed):
        await _tasks(studio).repost(_press(studio, manages_messages=True), job)


@pytest.mark.settings(task_timeout="4s")
async def test_nobody_asks_for_the_lost_pictures_of_others(studio: Studio) -> None:
    job = await _a_job_of_alice(studio)
    assert job.recoverable
    with pytest.raises(NotAllowed):
        await _tasks(studio).recover(_press(studio, manages_messages=True), job)
