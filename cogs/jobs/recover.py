"""A failed job's pictures, fetched after all."""

from functools import partial
from typing import Any

import discord

from bot.errors import Refusal
from bot.jobs.errors import AlreadyFetched
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.jobs.task import RemoteImage
from bot.runtime.clock import Clock
from bot.worker.pending import Errand, Errands
from bot.worker.result_lookup import Recovery, Standing
from bot.worker.runner import JobRunner
from cogs.cards import job_card
from cogs.cards.pages import show_page
from cogs.i18n import keys
from cogs.i18n.catalog import Texts
from cogs.imagine.card import card_of
from cogs.imagine.submission import Intake
from cogs.interactions.permissions import check_place, check_requester
from cogs.interactions.responses import Answers
from cogs.jobs.report import report


class Recovering:
    """Handler of the button on a failed job that imini may have drawn all the same."""

    def __init__(
        self,
        jobs: JobService,
        lookup: Recovery,
        errands: Errands,
        texts: Texts,
        answers: Answers,
        intake: Intake,
        runner: JobRunner,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._lookup = lookup
        self._errands = errands
        self._texts = texts
        self._answers = answers
        self._intake = intake
        self._runner = runner
        self._clock = clock

    async def recover(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Ask imini once more for pictures that never got through; if it has them, they are delivered and charged."""
        check_requester(interaction, job)
        check_place(interaction, job)
        if not job.recoverable:
            raise AlreadyFetched
        self._intake.check(interaction)
        await self._answers.to(interaction).acknowledge()
        found = await self._lookup.ask(job)
        if found.standing is Standing.FOUND:
            await self._deliver(interaction, job, found.images)
        else:
            words, here = self._answers.translator(interaction), interaction.guild_id
            news = words(keys.LOOKED_UP[found.standing], said=found.said)
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
