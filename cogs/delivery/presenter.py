"""Shows jobs at Discord: the implementation of the worker's port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

import discord
from discord import ui

from bot.cluster.run import Run
from bot.images.pictures import Fetched
from bot.jobs.card import Card
from bot.jobs.errors import CardDeleted, NotDeliverable
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.worker.presenter import LiveCard, Record, Update
from cogs.cards import job_card
from cogs.cards.elements import mention
from cogs.delivery.errors import UploadTooLarge
from cogs.delivery.messenger import Draw, Messenger
from cogs.delivery.progress import ProgressUpdater
from cogs.delivery.sender import TransportFinder
from cogs.delivery.transports import edits, transports
from cogs.delivery.uploader import PictureUploader
from cogs.i18n.catalog import Catalogs
from cogs.i18n.markdown import Markup
from cogs.i18n.translator import Translator
from cogs.memory.edit_budget import EditBudget


@dataclass(frozen=True, slots=True)
class _HiddenCard:
    """The card of a hidden job, on which no progress is shown."""

    card: Card

    def show(self, _: Update) -> None:
        """Ignore progress: the card says that the job was cancelled."""


class CardPresenter:
    """Implements ``Presenter`` (``bot/worker/presenter.py``)."""

    def __init__(
        self,
        client: discord.Client,
        messenger: Messenger,
        uploader: PictureUploader,
        catalogs: Catalogs,
        edit_budget: EditBudget,
        run: Run,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._client = client
        self._messenger = messenger
        self._uploader = uploader
        self._catalogs = catalogs
        self._edit_budget = edit_budget
        self._run = run
        self._tasks = tasks
        self._clock = clock

    @asynccontextmanager
    async def progress(self, job: Job) -> AsyncIterator[LiveCard]:
        if not job.hidden:
            async with ProgressUpdater(self._draw, self._edit, job.card, self._edit_budget, self._clock) as updater:
                yield updater
            return
        # In the background, as an edit that has to wait for Discord must not delay the job.
        showing_end = self._tasks.start(self._show_end(job, edits), f"card of job {job.id}")
        try:
            yield _HiddenCard(job.card)
        finally:
            showing_end.cancel()
            await asyncio.wait({showing_end})

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:
        return await self._uploader.upload(job, shown, fetched, record)

    async def report_end(self, job: Job, record: Record) -> Job:
        # Even an edit would hide what another process shows by now, such as pictures that were asked for once more.
        await self._run.wait()
        # The pictures of a delivered job tell its end, and a removed card stays removed.
        if job.state is not JobState.DELIVERED and not job.removals:
            card = await self._show_end(job, transports)
            job = job if card == job.card else await record(job.on_card(card))
        t = self._t(job)
        card = await self._messenger.update_former_cards(job, lambda old, new: job_card.moved(t, old, new, job.user_id))
        return job.on_card(card)

    async def ping(self, job: Job) -> None:
        card = job.card
        if not (card.channel_id and card.message_id):
            return
        text = _ping(job, self._t(job))
        channel = self._client.get_partial_messageable(card.channel_id)
        reference = channel.get_partial_message(card.message_id).to_reference(fail_if_not_exists=False)
        allowed = discord.AllowedMentions(
            everyone=False, roles=False, users=[discord.Object(job.user_id)], replied_user=False
        )
        # The nonce keeps a ping that is repeated after a crash from appearing twice.
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await channel.send(text, reference=reference, allowed_mentions=allowed, nonce=f"done-{job.id}")

    async def _edit(self, job: Job, draw: Draw) -> Card:
        """Show progress, unless another process may have the job by now: it would replace the pictures on the card."""
        return await self._messenger.try_once(job, draw) if self._run.held else job.card

    def _draw(self, update: Update) -> ui.LayoutView:
        job, t = update.job, self._t(update.job)
        if self._messenger.loses_access_soon(job.card):
            return job_card.last_edit(job, t)
        return job_card.running(job, t, update.progress)

    async def _show_end(self, job: Job, find_transports: TransportFinder) -> Card:
        """Show how the job ended, if possible. Returns the card; a deleted one has no message any more."""
        t = self._t(job)
        try:
            return await self._messenger.deliver(
                job, lambda card: job_card.ended(job.on_card(card), t), find_transports=find_transports
            )
        except CardDeleted:
            return replace(job.card, message_id=None)
        except (NotDeliverable, UploadTooLarge):
            return job.card

    def _t(self, job: Job) -> Translator:
        return self._catalogs(job.card.locale)


def _ping(job: Job, t: Translator) -> Markup:
    """How the job ended, as its card has it."""
    user = mention(job.user_id)
    if job.state is JobState.UNKNOWN:
        return t("notify-unknown", user=user)
    # If imini's files could not be loaded, or are blank, the job is delivered and nothing is charged.
    if job.state is JobState.DELIVERED and (job.charged or not job.cost):
        return t("notify-done", n=job.request.num, user=user)
    return t("notify-failed", user=user)
