"""``/task``: one job found again, and its pictures brought here once more."""

from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.errors import AlreadyFetched, Refusal, UnknownJob
from bot.i18n.catalog import Texts
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.jobs.task import RemoteImage
from bot.runtime.clock import Clock
from bot.worker.pending import Errand, Errands
from bot.worker.result_lookup import Recovery, Standing
from bot.worker.runner import JobRunner
from cogs.cards import job_card
from cogs.cards.pages import show_page
from cogs.i18n.command_names import text
from cogs.imagine.card import card_of
from cogs.imagine.submission import Intake
from cogs.interactions.permissions import (
    check_manager,
    check_pictures,
    check_place,
    check_requester,
    is_requester,
    may_manage,
)
from cogs.interactions.responses import Answers
from cogs.jobs.report import line, report
from cogs.jobs.repost import Reposts


class Tasks(commands.Cog):
    """Shows a member's job, or to a moderator one that others can see in their server."""

    def __init__(
        self,
        jobs: JobService,
        recovery: Recovery,
        errands: Errands,
        intake: Intake,
        texts: Texts,
        answers: Answers,
        runner: JobRunner,
        reposts: Reposts,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._recovery = recovery
        self._errands = errands
        self._intake = intake
        self._texts = texts
        self._answers = answers
        self._runner = runner
        self._reposts = reposts
        self._clock = clock

    @app_commands.command(description=text("Find a job again: its state, pictures and card", "command-task"))
    @app_commands.rename(wanted="id")
    @app_commands.describe(wanted=text("A recent job, or its ID", "option-id"))
    async def task(self, interaction: discord.Interaction[Any], wanted: app_commands.Range[str, 1, 100]) -> None:
        """Show the job, privately."""
        job = await self._jobs.get(wanted.strip())
        if not may_manage(interaction, job):
            raise UnknownJob
        words, here = self._answers.translator(interaction), interaction.guild_id
        show = partial(
            self._answers.to(interaction).show, private=True, plain=lambda: report(job.in_plain(), words, here)
        )
        await show_page(show, report(job, words, here))

    @task.autocomplete("wanted")
    async def suggest(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """The member's last jobs, from memory: neither network nor disk may keep a list waiting."""
        words, now = self._answers.translator(interaction), self._clock.now()
        found = self._jobs.recent(interaction.user.id, current)
        return [Choice(name=line(glimpse, words, now), value=glimpse.id) for glimpse in found]

    async def repost(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Bring the pictures of a paid job into the channel again; privately where not everybody there saw its card."""
        check_manager(interaction, job)
        check_pictures(interaction, job)
        self._intake.check_place(interaction)
        moves = is_requester(interaction, job) and interaction.channel_id == job.card.channel_id
        private = not job.card.open_in(interaction.channel_id)
        await self._reposts.start(interaction, job, private=private, moves=moves)

    async def recover(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Ask imini once more for pictures that never got through; if it has them, they are delivered and charged."""
        check_requester(interaction, job)
        check_place(interaction, job)
        if not job.recoverable:
            raise AlreadyFetched
        self._intake.check(interaction)
        await self._answers.to(interaction).acknowledge()
        found = await self._recovery.ask(job)
        if found.standing is Standing.FOUND:
            await self._deliver(interaction, job, found.images)
        else:
            words, here = self._answers.translator(interaction), interaction.guild_id
            news = words(f"recovery-{found.standing}", said=found.said)
            update = partial(self._answers.to(interaction).update, plain=lambda: report(job.in_plain(), words, here))
            await show_page(update, report(job, words, here, news))

    async def _deliver(self, interaction: discord.Interaction[Any], job: Job, images: tuple[RemoteImage, ...]) -> None:
        """Take the job up again. Its card comes first: a bot that is killed in between has charged nothing."""
        private = not job.card.open_in(interaction.channel_id)
        card = card_of(interaction, self._clock.now(), private=private, spoiler=job.card.spoiler)
        view = job_card.fetching(self._texts(job.card.locale))

        answer = self._answers.to(interaction)
        errand = await self._errands.begin(
            Errand(str(interaction.id), interaction.user.id, card), lambda: answer.show(view, private=card.private)
        )
        async with self._errands.under_way(errand):
            try:
                job = await self._jobs.reopen(job.id, errand.card, images)
            except Refusal:
                await answer.take_away()
                raise
        self._runner.start(job)
