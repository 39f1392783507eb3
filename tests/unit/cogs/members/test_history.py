"""A press that Discord's client would not offer: who sends it anyway forgets nothing of others."""

from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.jobs.errors import UnknownJob
from bot.jobs.service import JobService
from bot.members.readers import Readers
from cogs.members.history import HistoryCog
from tests.support.jobs import a_finished_job
from tests.support.responses import fake_responses


async def test_nobody_forgets_the_jobs_of_others() -> None:
    job, jobs = a_finished_job(), create_autospec(JobService, instance=True)
    jobs.find.return_value = job
    interaction: Mock = create_autospec(discord.Interaction, instance=True)
    interaction.guild_id, interaction.channel_id = job.card.guild_id, job.card.channel_id
    interaction.permissions = discord.Permissions(manage_messages=True)
    interaction.user = Mock(spec=discord.Member, id=job.user_id + 1)
    with pytest.raises(UnknownJob):
        await HistoryCog(jobs, fake_responses()[0], Readers(), kept_days=30).forget(interaction, f"{job.id}:0:")
    jobs.forget.assert_not_called()
