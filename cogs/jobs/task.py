"""``/task``: the report of one job, with its buttons."""

from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.jobs.errors import UnknownTask
from bot.jobs.service import JobService
from bot.runtime.clock import Clock
from cogs.cards.elements import TASK_ID_SHOWN
from cogs.discord_numbers import MAX_CHOICES
from cogs.i18n.command_names import localized
from cogs.interactions.claims import suggest
from cogs.interactions.pages import show_page
from cogs.interactions.permissions import may_manage
from cogs.interactions.responses import InitialResponses
from cogs.jobs.report import line, report


class TaskCog(commands.Cog):
    """Shows members their own jobs, and moderators the public jobs of their server."""

    def __init__(self, jobs: JobService, responses: InitialResponses, clock: Clock) -> None:
        self._jobs = jobs
        self._responses = responses
        self._clock = clock

    @app_commands.command(description=localized("Find a job again: its state, pictures and card", "command-task"))
    @app_commands.rename(identifier="id")
    @app_commands.describe(identifier=localized("A recent job, or its ID", "option-id"))
    async def task(
        self, interaction: discord.Interaction[Any], identifier: app_commands.Range[str, 1, TASK_ID_SHOWN]
    ) -> None:
        """Show the report privately. Raises UnknownTask, also for a job that exists but is not the member's to see."""
        job = await self._jobs.find(identifier.strip())
        if job is None or not may_manage(interaction, job):
            raise UnknownTask
        t, guild_id = self._responses.translator(interaction), interaction.guild_id
        show = partial(
            self._responses.to(interaction).show, private=True, plain=lambda: report(job.as_plain(), t, guild_id)
        )
        await show_page(show, report(job, t, guild_id))

    @task.autocomplete("identifier")
    async def suggest(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        # From memory: Discord drops suggestions that wait for a disk or the network.
        t, now = self._responses.translator(interaction), self._clock.now()
        found = await self._jobs.recent(interaction.user.id, current)
        choices = [Choice(name=line(summary, t, now), value=summary.id) for summary in found[:MAX_CHOICES]]
        await suggest(interaction, choices)
        return choices  # which discord.py ignores, as they are sent
