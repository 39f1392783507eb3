"""Recover: fetches the pictures of a failed job that imini may have drawn after all."""

from functools import partial
from typing import Any

import discord

from bot.errors import UserError
from bot.imini.result_lookup import LookupOutcome, ResultLookup
from bot.jobs.errors import AlreadyFetched
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.jobs.task import RemoteImage
from bot.worker.runner import JobRunner
from cogs.cards import notices
from cogs.delivery.placeholders import Placeholders
from cogs.i18n import keys
from cogs.imagine.submission import Submission
from cogs.interactions.pages import show_page
from cogs.interactions.permissions import check_place, check_requester
from cogs.interactions.responses import InitialResponses
from cogs.jobs.report import report


class RecoverButton:
    """The button Recover, which asks imini again. Asking is free; the job is charged only if its pictures exist."""

    def __init__(
        self,
        jobs: JobService,
        lookup: ResultLookup,
        submission: Submission,
        runner: JobRunner,
        placeholders: Placeholders,
        responses: InitialResponses,
    ) -> None:
        self._jobs = jobs
        self._lookup = lookup
        self._submission = submission
        self._runner = runner
        self._placeholders = placeholders
        self._responses = responses

    async def recover(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Deliver the pictures if imini has them, else say why not on the job's report. Raises UserError."""
        check_requester(interaction, job)
        check_place(interaction, job)
        if not job.recoverable:
            raise AlreadyFetched
        await self._submission.check(interaction)
        # imini may take longer than the 3 s that Discord waits.
        await self._responses.to(interaction).acknowledge()
        found = await self._lookup.look_up(job)
        if found.outcome is LookupOutcome.FOUND:
            await self._reopen(interaction, job, found.images)
        else:
            t, guild_id = self._responses.translator(interaction), interaction.guild_id
            news = t(keys.LOOKED_UP[found.outcome], said=found.provider_message)
            update = partial(self._responses.to(interaction).update, plain=lambda: report(job.as_plain(), t, guild_id))
            await show_page(update, report(job, t, guild_id, news))

    async def _reopen(self, interaction: discord.Interaction[Any], job: Job, images: tuple[RemoteImage, ...]) -> None:
        """Run the job again from its pictures on, on a new card.

        The card comes first: if the bot is killed in between, nothing has been charged.
        """
        private = not job.card.open_in(interaction.channel_id)
        card = self._placeholders.card(interaction, private=private, spoiler=job.card.spoiler)
        view = notices.fetching(self._responses.card_translator(job.card))
        pending = await self._placeholders.show(interaction, card, view)
        async with self._placeholders.under_way(pending):
            try:
                tiers = (await self._submission.limits(interaction)).quota
                job = await self._jobs.reopen(job.id, pending.card, images, tiers)
            except UserError:
                await self._responses.to(interaction).delete()
                raise
        self._runner.start(job)
