"""Fetch: the pictures of a failed job that imini may have drawn after all, or those that could not be loaded."""

from typing import Any

import discord
from discord import ui

from bot.errors import UserError
from bot.imini.result_lookup import LookupOutcome, LookupResult, ResultLookup
from bot.jobs.errors import AlreadyFetched
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.worker.runner import JobRunner
from cogs.cards import notices
from cogs.cards.elements import BLURPLE
from cogs.cards.jump_urls import own_card_url
from cogs.delivery.placeholders import Placeholders
from cogs.i18n import keys
from cogs.i18n.markdown import Markup
from cogs.imagine.submission import Submission
from cogs.interactions.permissions import check_place, check_requester
from cogs.interactions.responses import InitialResponses
from cogs.jobs.missing import MissingPictures


class FetchButton:
    """The button Fetch. Whoever presses it, the job's requester, is told privately what comes of it.

    Asking imini again is free. A failed job is charged only if its pictures exist; a job with pictures is charged
    nothing more for those that are loaded late.
    """

    def __init__(
        self,
        jobs: JobService,
        lookup: ResultLookup,
        submission: Submission,
        runner: JobRunner,
        missing: MissingPictures,
        placeholders: Placeholders,
        responses: InitialResponses,
    ) -> None:
        self._jobs = jobs
        self._lookup = lookup
        self._submission = submission
        self._runner = runner
        self._missing = missing
        self._placeholders = placeholders
        self._responses = responses

    async def fetch(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Bring the pictures if they are there, or say why not. Raises UserError."""
        check_requester(interaction, job)
        check_place(interaction, job)
        if job.state is JobState.DELIVERED and job.acknowledged:
            await self._missing.fetch(interaction, job)
            return
        if not job.recoverable:
            raise AlreadyFetched
        await self._submission.check(interaction)
        t, response = self._responses.translator(interaction), self._responses.to(interaction)
        # imini may take longer than the 3 s that Discord waits.
        await response.show(notices.asking(t), private=True, placeholder=True)
        found = await self._lookup.look_up(job)
        # Meanwhile, the job may have been erased, or removed by a moderator.
        job = await self._jobs.get(job.id)
        check_place(interaction, job)
        if found.outcome is LookupOutcome.FOUND:
            await self._reopen(interaction, job, found.images)
        else:
            await response.show(self._news(interaction, found), private=True, plain=lambda: notices.blocked(t))

    def _news(self, interaction: discord.Interaction[Any], found: LookupResult) -> ui.LayoutView:
        t = self._responses.translator(interaction)
        return notices.notice(t("title-not-fetched"), t(keys.LOOKED_UP[found.outcome]))

    async def _reopen(self, interaction: discord.Interaction[Any], job: Job, images: tuple[RemoteImage, ...]) -> None:
        """Run the job again from its pictures on, on a new card.

        The card comes first: if the bot is killed in between, nothing has been charged.
        """
        private = not job.card.open_in(interaction.channel_id)
        card = self._placeholders.card(interaction, private=private, spoiler=job.card.spoiler)
        view = notices.fetching(self._responses.card_translator(job.card))
        pending = await self._placeholders.show(interaction, card, view)
        response = self._responses.to(interaction)
        async with self._placeholders.under_way(pending):
            try:
                tiers = (await self._submission.limits(interaction)).quota
                job = await self._jobs.reopen(job.id, pending.card, images, tiers)
            except UserError:
                await response.delete()
                raise
        self._runner.start(job)
        if not private:
            t = self._responses.translator(interaction)
            text = t("recovery-found", n=job.cost, link=Markup(own_card_url(pending.card)))
            await response.send_followup(notices.notice(t("title-fetched"), text, BLURPLE))
