"""The pictures of finished jobs on further cards: posted again, or shared with all."""

import logging
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import discord

from bot.errors import JobError
from bot.images.errors import NoPictures
from bot.images.results import Gallery
from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.posts import Post
from bot.jobs.service import JobService
from bot.members.reposts import RunningReposts
from bot.runtime.background import Tasks
from bot.runtime.clock import Clock
from bot.worker.pending import Errand, Errands
from cogs.cards import job_card
from cogs.cards.jump_urls import post_url
from cogs.delivery.messenger import Delivery
from cogs.delivery.uploader import Shipping
from cogs.i18n.catalog import Texts
from cogs.i18n.markdown import Markup
from cogs.imagine.card import card_of
from cogs.interactions.permissions import check_attaching, check_manager, check_pictures, is_requester
from cogs.interactions.responses import Answers
from cogs.jobs.copies import Copies, Copy

_log = logging.getLogger(__name__)


class Reposts:
    """Answers interactions with a card, and brings pictures onto it in the background, one job a member at a time."""

    def __init__(
        self,
        jobs: JobService,
        errands: Errands,
        gallery: Gallery,
        texts: Texts,
        answers: Answers,
        delivery: Delivery,
        shipping: Shipping,
        copies: Copies,
        running: RunningReposts,
        tasks: Tasks,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._errands = errands
        self._gallery = gallery
        self._texts = texts
        self._tasks = tasks
        self._clock = clock
        self._answers = answers
        self._delivery = delivery
        self._shipping = shipping
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
            errand = await self._answered(interaction, job, private=private)
        except BaseException:
            self._running.end(interaction.user.id, job.id)
            raise
        self._tasks.spawn(self._bring(job, errand, moves=moves), f"repost job {job.id}")

    async def _point(self, interaction: discord.Interaction[Any], there: Post) -> None:
        words = self._answers.translator(interaction)
        view = job_card.notice(words("title-there"), words("repost-there", link=Markup(post_url(there))))
        await self._answers.to(interaction).show(view, private=True)

    async def _answered(self, interaction: discord.Interaction[Any], job: Job, *, private: bool) -> Errand:
        plain = job.card.plain and interaction.guild_id == job.card.guild_id
        answer = self._answers.to(interaction)
        answer.private = private
        now, spoiler = self._clock.now(), job.card.spoiler
        card = card_of(interaction, now, private=private, spoiler=spoiler, plain=plain, mark=answer.mark)
        view = job_card.fetching(self._texts(job.card.locale))
        return await self._errands.begin(
            Errand(str(interaction.id), interaction.user.id, card),
            lambda: answer.show(view, private=private),
        )

    async def _bring(self, job: Job, errand: Errand, *, moves: bool) -> None:
        try:
            async with self._errands.under_way(errand):
                shown = await self._show(job, errand)
                if shown:
                    await self._copies.note(job, shown)
        finally:
            self._running.end(errand.user_id, job.id)
        current = await self._jobs.find(job.id)
        if shown and current and len(current.removals) > len(job.removals):
            await self._copies.take_back(job)
        elif moves and shown and current:
            await self._jobs.bring_back(current, shown)

    async def _show(self, job: Job, errand: Errand) -> Card | None:
        """Where the pictures are, or None if they could not be had or shown; the card says so."""
        copy = Copy.of(job, errand.user_id, errand.card)
        try:
            async with self._gallery.workspace() as folder:
                fetched = await self._gallery.fetch(job, folder, copy.id)
                if not fetched.arrived:
                    raise NoPictures(message="imini has none of them any more")
                record = partial(self._noted, job, errand)
                shipped = await self._shipping.ship(copy, job.on_card(errand.card), fetched, record)
            return await self._leave_word(errand.on_card(shipped.card))
        except Exception as error:  # noqa: BLE001 - not even a bug may leave the card without an end
            bug = None if isinstance(error, JobError) else error
            _log.warning("job %s was not brought to another card: %s", job.id, error, exc_info=bug)
            await self._tell_failure(errand)
            return None

    async def _noted(self, job: Job, errand: Errand, copy: Copy) -> Copy:
        """Write down where the card of a copy is, and its further message as a post; the rest is in no journal."""
        await self._errands.moved(errand.on_card(copy.card))
        for parcel in copy.parcels[-1:]:
            shown = replace(copy.card, message_id=parcel.message_id)
            shown = replace(shown, channel_id=parcel.channel_id, guild_id=parcel.guild_id)
            await self._copies.note(job, shown)
        return copy

    async def _tell_failure(self, errand: Errand) -> None:
        words = self._texts(errand.card.locale)
        with suppress(JobError):
            card = await self._delivery.deliver(
                errand, lambda _: job_card.notice(words("title-failed"), words("repost-gone"))
            )
            await self._leave_word(errand.on_card(card))

    async def _leave_word(self, errand: Errand) -> Card:
        words = self._texts(errand.card.locale)
        return await self._delivery.leave_word(errand, lambda old, new: job_card.moved(words, old, new, errand.user_id))
