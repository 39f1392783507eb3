"""The pictures of finished jobs on further cards: posted again, or shared with all."""

import logging
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import discord

from bot.errors import JobFailed
from bot.images.errors import NoPictures
from bot.images.results import ResultFetcher
from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.posts import Post
from bot.jobs.service import JobService
from bot.members.reposts import RunningReposts
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.worker.pending import PendingMessage, PendingMessages
from cogs.cards import job_card, notices
from cogs.cards.jump_urls import post_url
from cogs.delivery.interaction_card import card_of
from cogs.delivery.messenger import Messenger
from cogs.delivery.uploader import PictureUploader
from cogs.i18n.catalog import Catalogs
from cogs.i18n.markdown import Markup
from cogs.interactions.permissions import check_attaching, check_manager, check_pictures, is_requester
from cogs.interactions.responses import InitialResponses
from cogs.jobs.copies import Copies, Copy

_log = logging.getLogger(__name__)


class Reposts:
    """Answers interactions with a card, and brings pictures onto it in the background, one job a member at a time."""

    def __init__(
        self,
        jobs: JobService,
        pending_messages: PendingMessages,
        result_fetcher: ResultFetcher,
        catalogs: Catalogs,
        responses: InitialResponses,
        messenger: Messenger,
        uploader: PictureUploader,
        copies: Copies,
        running: RunningReposts,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._pending_messages = pending_messages
        self._result_fetcher = result_fetcher
        self._catalogs = catalogs
        self._tasks = tasks
        self._clock = clock
        self._responses = responses
        self._messenger = messenger
        self._uploader = uploader
        self._copies = copies
        self._running = running

    async def repost(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Bring the pictures of a paid job into the channel again; privately where not everybody there saw its card."""
        check_manager(interaction, job)
        check_pictures(interaction, job)
        check_attaching(interaction)
        moves = is_requester(interaction, job) and interaction.channel_id == job.card.channel_id
        await self.start(interaction, job, private=not job.card.open_in(interaction.channel_id), moves=moves)

    async def start(self, interaction: discord.Interaction[Any], job: Job, *, private: bool, moves: bool) -> None:
        """Answer with a card for the pictures of ``job``, or say where others see them already; if it ``moves``, the
        card is the one to jump to from now on.

        Raises:
            Refusal: why not.
            discord.HTTPException, or one of NETWORK_ERRORS: Discord did not take the answer.
        """
        if not private and (there := await self._copies.there(job)):
            await self._point(interaction, there)
            return
        self._running.begin(interaction.user.id, job.id)
        try:
            pending = await self._answered(interaction, job, private=private)
        except BaseException:
            self._running.end(interaction.user.id, job.id)
            raise
        self._tasks.start(self._bring(job, pending, moves=moves), f"repost job {job.id}")

    async def _point(self, interaction: discord.Interaction[Any], there: Post) -> None:
        t = self._responses.translator(interaction)
        view = notices.notice(t("title-there"), t("repost-there", link=Markup(post_url(there))))
        await self._responses.to(interaction).show(view, private=True)

    async def _answered(self, interaction: discord.Interaction[Any], job: Job, *, private: bool) -> PendingMessage:
        plain = job.card.plain and interaction.guild_id == job.card.guild_id
        response = self._responses.to(interaction)
        response.private = private
        now, spoiler = self._clock.now(), job.card.spoiler
        card = card_of(interaction, now, private=private, spoiler=spoiler, plain=plain, mark=response.mark)
        view = notices.fetching(self._catalogs(job.card.locale))
        return await self._pending_messages.begin(
            PendingMessage(str(interaction.id), interaction.user.id, card),
            lambda: response.show(view, private=private),
        )

    async def _bring(self, job: Job, pending: PendingMessage, *, moves: bool) -> None:
        try:
            async with self._pending_messages.under_way(pending):
                shown = await self._show(job, pending)
                if shown:
                    await self._copies.note(job, shown)
        finally:
            self._running.end(pending.user_id, job.id)
        current = await self._jobs.find(job.id)
        if shown and current and len(current.removals) > len(job.removals):
            await self._copies.take_back(job)
        elif moves and shown and current:
            await self._jobs.bring_back(current, shown)

    async def _show(self, job: Job, pending: PendingMessage) -> Card | None:
        """Where the pictures are, or None if they could not be had or shown; the card says so."""
        copy = Copy.of(job, pending.user_id, pending.card)
        try:
            async with self._result_fetcher.workspace() as folder:
                fetched = await self._result_fetcher.fetch(job, folder, copy.id)
                if not fetched.arrived:
                    raise NoPictures(message="imini has none of them any more")
                record = partial(self._noted, job, pending)
                shipped = await self._uploader.upload(copy, job.on_card(pending.card), fetched, record)
            return await self._update_former_cards(pending.on_card(shipped.card))
        except Exception as error:  # noqa: BLE001 - not even a bug may leave the card without an end
            bug = None if isinstance(error, JobFailed) else error
            _log.warning("job %s was not brought to another card: %s", job.id, error, exc_info=bug)
            await self._tell_failure(pending)
            return None

    async def _noted(self, job: Job, pending: PendingMessage, copy: Copy) -> Copy:
        """Write down where the card of a copy is, and its further message as a post; the rest is in no journal."""
        await self._pending_messages.set_card(pending.on_card(copy.card))
        for extra in copy.extra_messages[-1:]:
            shown = replace(copy.card, message_id=extra.message_id)
            shown = replace(shown, channel_id=extra.channel_id, guild_id=extra.guild_id)
            await self._copies.note(job, shown)
        return copy

    async def _tell_failure(self, pending: PendingMessage) -> None:
        t = self._catalogs(pending.card.locale)
        with suppress(JobFailed):
            card = await self._messenger.deliver(pending, lambda _: notices.notice(t("title-failed"), t("repost-gone")))
            await self._update_former_cards(pending.on_card(card))

    async def _update_former_cards(self, pending: PendingMessage) -> Card:
        t = self._catalogs(pending.card.locale)
        return await self._messenger.update_former_cards(
            pending, lambda old, new: job_card.moved(t, old, new, pending.user_id)
        )
