"""One job from its card to its pictures: what the pipeline says is shown, what it made is delivered."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace

import discord
from discord import ui

from bot.credits.pricing import share
from bot.errors import CardDeleted, FailureKind, JobError, NotDeliverable
from bot.i18n.catalog import Words
from bot.images.pictures import Fetched
from bot.jobs.job import Card, Job, Update
from bot.jobs.state import JobState
from bot.net.guard import NETWORK_ERRORS
from bot.services import Services
from cogs.cards import job_card
from cogs.cards.elements import mention
from cogs.delivery.messenger import Delivery, RouteFinder, UploadTooLarge
from cogs.delivery.progress import CardEditor
from cogs.delivery.transports import edits, routes
from cogs.delivery.uploader import Shipping

_log = logging.getLogger(__name__)

FETCHING_AFTER = 2.0
"""Seconds after which the card says that the pictures are being fetched; mostly they are there by then."""


class Runner:
    """Starts jobs in the background and sees each to its end."""

    def __init__(self, client: discord.Client, services: Services, delivery: Delivery, shipping: Shipping) -> None:
        self._client = client
        self._services = services
        self._pipeline = services.pipeline
        self._ledger = services.ledger
        self._gallery = services.gallery
        self._clock = services.clock
        self._delivery = delivery
        self._shipping = shipping
        self._running: dict[str, tuple[Job, asyncio.Task[None]]] = {}

    def start(self, job: Job) -> None:
        """Take ``job`` from where it stands to its end, in the background."""
        task = self._services.tasks.spawn(self.run(job), f"job {job.id}")
        self._running[job.id] = (job, task)
        task.add_done_callback(lambda _: self._running.pop(job.id, None))
        if job.request.images and job.state.running:
            self._services.tasks.spawn(self._services.inputs.keep(job), f"keep the references of job {job.id}")

    def is_drawing(self, job_id: str) -> bool:
        """Whether imini has accepted the job, and has not brought its pictures yet."""
        job, _ = self._running.get(job_id, (None, None))
        return bool(job and job.state is JobState.SUBMITTED and not job.hidden and self._ledger.is_open(job_id))

    async def cancel(self, job_id: str) -> bool:
        """End a job that waits, and tell so on its card; False if it is too late for that."""
        job, _ = self._running.get(job_id, (None, None))
        if job is None or job.state is not JobState.ACCEPTED or self._services.submitter.is_sending(job_id):
            return False
        if not self._ledger.is_open(job_id):
            return False
        await self._stop(job_id)
        self.start(await self._ledger.cancelled(job))
        return True

    async def hide(self, job_id: str) -> bool:
        """Show no more of a job that is being drawn; False if it is too late for that."""
        if not self.is_drawing(job_id):
            return False
        job, _ = self._running[job_id]
        await self._stop(job_id)
        self.start(await self._ledger.hidden(job))
        return True

    async def _stop(self, job_id: str) -> None:
        _, task = self._running.pop(job_id)
        task.cancel()
        await asyncio.wait({task})

    def _moved_on(self, job: Job) -> None:
        """Keep what ``cancel`` may have to end."""
        if job.id in self._running:
            self._running[job.id] = (job, self._running[job.id][1])

    async def run(self, job: Job) -> None:
        """Take ``job`` from where it stands to its end."""
        requested = self._clock.on_monotonic(job.created_at)
        async with CardEditor(self._draw, self._delivery.try_once, job.card, self._clock) as editor:
            if job.state.running:
                job = await (self._follow_hidden(job) if job.hidden else self._follow(job, editor))
            if job.state is JobState.READY:
                job = await self._finish(job, editor)
            else:
                await editor.finish()
                job = job.on_card(editor.card)
        if not job.closed:
            job = await self._close(job)
        if self._clock.monotonic() - requested >= self._services.notify_after:
            await self._notify(job)
        await self._services.privacy.settle(job)

    async def _follow(self, job: Job, editor: CardEditor) -> Job:
        """Keep the card up to date until the pictures are ready or the job has ended."""
        async for update in self._pipeline.run(job):
            job = update.job
            self._moved_on(job)
            if job.state.running:
                editor.show(update, after=FETCHING_AFTER if job.state is JobState.READY else 0.0)
        return job

    async def _follow_hidden(self, job: Job) -> Job:
        """Tell on the card that the job was cancelled, while imini draws it to its end."""
        told = self._services.tasks.spawn(self._told(job, edits), f"card of job {job.id}")
        async for update in self._pipeline.run(job):
            job = update.job
            self._moved_on(job)
        told.cancel()
        await asyncio.wait({told})
        return job

    def _draw(self, update: Update) -> ui.LayoutView:
        job, words = update.job, self._words(update.job)
        if self._delivery.lets_go_of(job.card):
            return job_card.handed_over(job, words)
        return job_card.running(job, words, update.progress)

    async def _finish(self, job: Job, editor: CardEditor) -> Job:
        """Fetch the pictures and put them onto the card; the job comes back delivered, undelivered or failed."""
        if job.hidden:
            return await self._ledger.undelivered(job, len(job.images), NotDeliverable(message="it was cancelled"))
        try:
            async with self._gallery.workspace() as folder:
                fetched = await self._gallery.fetch(job, folder)
                await editor.finish()
                return await self._show(job.on_card(editor.card), fetched)
        except JobError as error:
            return await self._ledger.failed(job, error)
        except Exception as error:  # noqa: BLE001 - a bug must cost the member nothing either
            _log.exception("job %s met a bug", job.id)
            return await self._ledger.failed(job, JobError(type(error).__name__))

    async def _show(self, job: Job, fetched: Fetched) -> Job:
        """Charge the pictures and put them onto the card; they stay charged where no card can show them."""
        await self._ledger.settled(job, fetched.paid)
        shown = job.advance(JobState.DELIVERED, charged=share(job.cost, fetched.paid, job.request.num))
        try:
            job = await self._shipping.ship(job, shown, fetched, self._ledger.record)
        except NotDeliverable as error:
            return await self._ledger.undelivered(job, fetched.paid, error)
        return await self._ledger.delivered(job, fetched.paid)

    async def _close(self, job: Job) -> Job:
        """Tell on the card how the job ended, and where the card was before, that it has moved."""
        known = await self._services.journal.find(job.id)
        # A card that somebody has emptied meanwhile stays so.
        if job.state is not JobState.DELIVERED and not (known and known.removals):
            card = await self._told(job, routes)
            job = job if card == job.card else await self._ledger.moved(job, card)
        words = self._words(job)
        card = await self._delivery.leave_word(job, lambda old, new: job_card.moved(words, old, new, job.user_id))
        return await self._ledger.closed(job.on_card(card))

    async def _told(self, job: Job, find_routes: RouteFinder) -> Card:
        """The card, on which the end of the job is told if there is a way; one that was deleted is nowhere any more."""
        words = self._words(job)
        try:
            return await self._delivery.deliver(
                job, lambda card: job_card.ended(job.on_card(card), words), find_routes=find_routes
            )
        except CardDeleted:
            return replace(job.card, message_id=None)
        except (NotDeliverable, UploadTooLarge):
            return job.card

    async def _notify(self, job: Job) -> None:
        """Ping the requester of a job that took long, once; who sees a private card is looking at it."""
        if job.notified or job.hidden or job.state is JobState.CANCELLED:
            return
        card = job.card
        if job.failure and job.failure.kind is FailureKind.CARD_DELETED:
            return
        if card.private or not (card.bot_present and card.channel_id and card.message_id):
            return
        job = await self._ledger.notified(job)
        key = "notify-done" if job.state is JobState.DELIVERED else "notify-failed"
        text = self._words(job)(key, user=mention(job.user_id))
        channel = self._client.get_partial_messageable(card.channel_id)
        reference = channel.get_partial_message(card.message_id).to_reference(fail_if_not_exists=False)
        allowed = discord.AllowedMentions(
            everyone=False, roles=False, users=[discord.Object(job.user_id)], replied_user=False
        )
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await channel.send(text, reference=reference, allowed_mentions=allowed, nonce=f"done-{job.id}")

    def _words(self, job: Job) -> Words:
        return self._services.texts(job.card.locale)
