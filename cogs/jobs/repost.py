"""Repost and Share: the pictures of a finished job on another card."""

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
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.background import BackgroundTasks
from bot.worker.pending import PendingMessage, PendingMessages
from cogs.cards import job_card, notices
from cogs.cards.elements import BLURPLE
from cogs.cards.jump_urls import own_card_url, post_url
from cogs.delivery.messenger import Messenger
from cogs.delivery.placeholders import Placeholders
from cogs.delivery.uploader import PictureUploader
from cogs.i18n.catalog import Catalogs
from cogs.i18n.markdown import Markup
from cogs.interactions.permissions import (
    check_attaching,
    check_manager,
    check_pictures,
    check_requester,
    is_requester,
)
from cogs.interactions.responses import InitialResponses
from cogs.jobs.copies import Copies, Copy
from cogs.more.pressed import PressedCards

_log = logging.getLogger(__name__)


class CopyDelivery:
    """Downloads a job's pictures and puts them onto a card that is shown already."""

    def __init__(
        self,
        result_fetcher: ResultFetcher,
        uploader: PictureUploader,
        messenger: Messenger,
        pending_messages: PendingMessages,
        copies: Copies,
        catalogs: Catalogs,
    ) -> None:
        self._result_fetcher = result_fetcher
        self._uploader = uploader
        self._messenger = messenger
        self._pending_messages = pending_messages
        self._copies = copies
        self._catalogs = catalogs

    async def deliver(self, job: Job, pending: PendingMessage) -> Card | None:
        """Show the pictures on the card of ``pending``; returns the card, or None if they could not be shown."""
        copy = Copy.of(job, pending.user_id, pending.card)
        try:
            async with self._result_fetcher.workspace() as workspace:
                fetched = await self._result_fetcher.fetch(job, workspace, copy.id)
                if not fetched.arrived:
                    raise NoPictures(message="imini no longer has any of them")
                record = partial(self._record, job, pending)
                shipped = await self._uploader.upload(copy, job.on_card(pending.card), fetched, record)
            card = await self._update_former_cards(pending.on_card(shipped.card))
        except Exception as error:  # noqa: BLE001 - not even a bug may leave the card unfinished
            bug = None if isinstance(error, JobFailed) else error
            _log.warning("job %s couldn't be shown on another card: %s", job.id, error, exc_info=bug)
            await self._show_failure(pending)
            return None
        await self._copies.add(job, card)
        return card

    async def _record(self, job: Job, pending: PendingMessage, copy: Copy) -> Copy:
        """Store where the card of a copy is, and its newest extra message as a post."""
        await self._pending_messages.set_card(pending.on_card(copy.card))
        for extra in copy.extra_messages[-1:]:
            shown = replace(copy.card, message_id=extra.message_id)
            shown = replace(shown, channel_id=extra.channel_id, guild_id=extra.guild_id)
            await self._copies.add(job, shown)
        return copy

    async def _show_failure(self, pending: PendingMessage) -> None:
        t = self._catalogs(pending.card.locale)
        with suppress(JobFailed):
            card = await self._messenger.deliver(pending, lambda _: notices.notice(t("title-gone"), t("repost-gone")))
            await self._update_former_cards(pending.on_card(card))

    async def _update_former_cards(self, pending: PendingMessage) -> Card:
        t = self._catalogs(pending.card.locale)
        return await self._messenger.update_former_cards(
            pending, lambda old, new: job_card.moved(t, old, new, pending.user_id)
        )


class RepostButtons:
    """The buttons Repost and Share. They show a card at once, and bring the pictures in the background.

    A member can have one job's pictures brought at a time, as it costs no credits.
    """

    def __init__(
        self,
        jobs: JobService,
        copies: Copies,
        delivery: CopyDelivery,
        running: RunningReposts,
        placeholders: Placeholders,
        pressed: PressedCards,
        responses: InitialResponses,
        tasks: BackgroundTasks,
    ) -> None:
        self._jobs = jobs
        self._copies = copies
        self._delivery = delivery
        self._running = running
        self._placeholders = placeholders
        self._pressed = pressed
        self._responses = responses
        self._tasks = tasks

    async def repost(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Show the pictures of a paid job again; privately where not everybody could see the job's card.

        Raises:
            UserError: the pictures can't be shown, or not to this member.
        """
        check_manager(interaction, job)
        check_pictures(interaction, job)
        check_attaching(interaction)
        moves = is_requester(interaction, job) and interaction.channel_id == job.card.channel_id
        await self._start(interaction, job, private=not job.card.open_in(interaction.channel_id), moves=moves)

    async def share(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Show the pictures of the requester's private card to everybody here, and say so. Raises UserError."""
        check_requester(interaction, job)
        check_pictures(interaction, job)
        if card := await self._start(interaction, job, private=False, moves=False):
            t = self._responses.translator(interaction)
            text = t("share-done", link=Markup(own_card_url(card))) if card.message_id else t("share-done-here")
            view = notices.notice(t("title-shared"), text, BLURPLE)
            if not await self._pressed.replace_panel(interaction, view):
                # The card of an earlier version has its own Share; or the press on More is forgotten.
                with suppress(discord.HTTPException, *NETWORK_ERRORS):
                    await self._responses.to(interaction).send_followup(view)

    async def _start(
        self, interaction: discord.Interaction[Any], job: Job, *, private: bool, moves: bool
    ) -> Card | None:
        """Show a new card, or link to a public copy that exists. If it ``moves``, the card becomes the one to jump to.

        Returns the new card.

        Raises:
            UserError: the pictures were posted moments ago, or others are still on their way.
            discord.HTTPException, or one of NETWORK_ERRORS: Discord did not accept the response.
        """
        if not private and (post := await self._copies.find(job)):
            await self._link_to(interaction, post)
            return None
        self._running.begin(interaction.user.id, job.id)
        try:
            pending = await self._show_placeholder(interaction, job, private=private)
        except BaseException:
            # Also if the task is cancelled: otherwise this member could not start another repost.
            self._running.end(interaction.user.id, job.id)
            raise
        self._tasks.start(self._deliver(job, pending, moves=moves), f"repost job {job.id}")
        return pending.card

    async def _link_to(self, interaction: discord.Interaction[Any], post: Post) -> None:
        t = self._responses.translator(interaction)
        view = notices.notice(t("title-there"), t("repost-there", link=Markup(post_url(post))))
        await self._responses.to(interaction).show(view, private=True)

    async def _show_placeholder(
        self, interaction: discord.Interaction[Any], job: Job, *, private: bool
    ) -> PendingMessage:
        response = self._responses.to(interaction)
        response.private = private
        # What AutoMod blocks in one server is fine in another.
        plain = job.card.plain and interaction.guild_id == job.card.guild_id
        card = self._placeholders.card(
            interaction, private=private, spoiler=job.card.spoiler, plain=plain, mark=response.mark
        )
        return await self._placeholders.show(
            interaction, card, notices.fetching(self._responses.card_translator(job.card))
        )

    async def _deliver(self, job: Job, pending: PendingMessage, *, moves: bool) -> None:
        try:
            async with self._placeholders.under_way(pending):
                card = await self._delivery.deliver(job, pending)
        finally:
            self._running.end(pending.user_id, job.id)
        current = await self._jobs.find(job.id)
        if card and card.message_id and current is None:
            # Its requester erased the job meanwhile. The cards that were there then are up to them.
            await self._copies.delete(job, since=card.message_id)
        elif card and current and len(current.removals) > len(job.removals):
            # Somebody pressed Delete while the pictures were on their way.
            await self._copies.delete(job)
        elif moves and card and current:
            await self._jobs.bring_back(current, card)
