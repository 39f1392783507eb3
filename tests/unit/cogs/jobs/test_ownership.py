"""Presses that Discord's client would not offer: who sends them anyway gets nothing of others."""

from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.images.errors import NoPictures
from bot.imini.result_lookup import ResultLookup
from bot.jobs.errors import PermissionDenied
from bot.jobs.job import Failure, Job
from bot.jobs.service import JobService
from bot.jobs.state import JobState
from bot.members.reposts import RunningReposts
from bot.runtime.background import BackgroundTasks
from bot.worker.runner import JobRunner
from cogs.delivery.placeholders import Placeholders
from cogs.imagine.submission import Submission
from cogs.interactions.responses import InitialResponses
from cogs.jobs.copies import Copies
from cogs.jobs.fetching import FetchButton
from cogs.jobs.missing import MissingPictures
from cogs.jobs.repost import CopyDelivery, RepostButtons
from cogs.more.pressed import PressedCards
from tests.support.jobs import a_card, a_finished_job, a_job

REPOST = (
    JobService,
    Copies,
    CopyDelivery,
    RunningReposts,
    Placeholders,
    PressedCards,
    InitialResponses,
    BackgroundTasks,
)
FETCH = (JobService, ResultLookup, Submission, JobRunner, MissingPictures, Placeholders, InitialResponses)


def _press(job: Job, *, manages_messages: bool = False) -> Mock:
    """A press by somebody else, where the card of ``job`` is."""
    interaction: Mock = create_autospec(discord.Interaction, instance=True)
    interaction.guild_id, interaction.channel_id = job.card.guild_id, job.card.channel_id
    interaction.permissions = discord.Permissions(manage_messages=manages_messages)
    interaction.user = Mock(spec=discord.Member, id=job.user_id + 1)
    return interaction


def _doubles(*parts: type) -> list[Mock]:
    return [create_autospec(part, instance=True) for part in parts]


def _untouched(doubles: list[Mock]) -> bool:
    return not any(double.mock_calls for double in doubles)


async def test_nobody_brings_the_pictures_of_others() -> None:
    job, doubles = a_finished_job(), _doubles(*REPOST)
    with pytest.raises(PermissionDenied):
        await RepostButtons(*doubles).repost(_press(job), job)
    assert _untouched(doubles)


async def test_no_moderator_brings_what_is_private() -> None:
    job, doubles = a_finished_job(card=a_card(private=True)), _doubles(*REPOST)
    with pytest.raises(PermissionDenied):
        await RepostButtons(*doubles).repost(_press(job, manages_messages=True), job)
    assert _untouched(doubles)


async def test_nobody_shares_the_pictures_of_others() -> None:
    job, doubles = a_finished_job(card=a_card(private=True)), _doubles(*REPOST)
    with pytest.raises(PermissionDenied):
        await RepostButtons(*doubles).share(_press(job, manages_messages=True), job)
    assert _untouched(doubles)


async def test_nobody_asks_for_the_lost_pictures_of_others() -> None:
    failure = Failure.of(NoPictures(message="all gone"))
    job, doubles = (
        a_job(state=JobState.FAILED, task_id="task_1", failure=failure, acknowledged=True),
        _doubles(*FETCH),
    )
    assert job.recoverable
    with pytest.raises(PermissionDenied):
        await FetchButton(*doubles).fetch(_press(job, manages_messages=True), job)
    assert _untouched(doubles)
