"""A failed job's pictures, fetched after all."""

from functools import partial
from typing import Any

import discord

from bot.errors import UserError
from bot.jobs.errors import AlreadyFetched
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.jobs.task import RemoteImage
from bot.runtime.clock import Clock
from bot.worker.pending import PendingMessage, PendingMessages
from bot.worker.result_lookup import LookupOutcome, ResultLookup
from bot.worker.runner import JobRunner
from cogs.cards import notices
from cogs.delivery.interaction_card import card_of
from cogs.i18n import keys
from cogs.i18n.catalog import Catalogs
from cogs.imagine.submission import Submission
from cogs.interactions.pages import show_page
from cogs.interactions.permissions import check_place, check_requester
from cogs.interactions.responses import InitialResponses
from cogs.jobs.report import report


class Recovering:
    """Handler of the button on a failed job that imini may have drawn all the same."""

    def __init__(
        self,
        jobs: JobService,
        lookup: ResultLookup,
        pending_messages: PendingMessages,
        catalogs: Catalogs,
        responses: InitialResponses,
        submission: Submission,
        runner: JobRunner,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._lookup = lookup
        self._pending_messages = pending_messages
        self._catalogs = catalogs
        self._responses = responses
        self._submission = submission
        self._runner = runner
        self._clock = clock

    async def recover(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Ask imini once more for pictures that never got through; if it has them, they are delivered and charged."""
        check_requester(interaction, job)
        check_place(interaction, job)
        if not job.recoverable:
            raise AlreadyFetched
        self._submission.check(interaction)
        await self._responses.to(interaction).acknowledge()
        found = await self._lookup.ask(job)
        if found.outcome is LookupOutcome.FOUND:
            await self._deliver(interaction, job, found.images)
        else:
            t, here = self._responses.translator(interaction), interaction.guild_id
            news = t(keys.LOOKED_UP[found.outcome], said=found.said)
            update = partial(self._responses.to(interaction).update, plain=lambda: report(job.as_plain(), t, here))
            await show_page(update, report(job, t, here, news))

    async def _deliver(self, interaction: discord.Interaction[Any], job: Job, images: tuple[RemoteImage, ...]) -> None:
        """Take the job up again. Its card comes first: a bot that is killed in between has charged nothing."""
        private = not job.card.open_in(interaction.channel_id)
        card = card_of(interaction, self._clock.now(), private=private, spoiler=job.card.spoiler)
        view = notices.fetching(self._catalogs(job.card.locale))

        response = self._responses.to(interaction)
        pending = await self._pending_messages.begin(
            PendingMessage(str(interaction.id), interaction.user.id, card),
            lambda: response.show(view, private=card.private),
        )
        async with self._pending_messages.under_way(pending):
            try:
                job = await self._jobs.reopen(job.id, pending.card, images)
            except UserError:
                await response.delete()
                raise
        self._runner.start(job)
