"""Pictures of a finished job that could not be loaded: fetched once more, and put on its card."""

from dataclasses import replace
from typing import Any

import discord

from bot.errors import JobFailed
from bot.images.names import PictureName
from bot.images.pictures import Fetched
from bot.images.results import ResultFetcher
from bot.jobs.errors import AlreadyFetched
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.members.readers import Readers
from bot.runtime.clock import Clock
from cogs.cards import job_card, notices
from cogs.cards.elements import BLURPLE
from cogs.cards.shown import files_of
from cogs.delivery.messenger import Messenger
from cogs.delivery.uploader import PictureUploader
from cogs.interactions.permissions import check_pictures
from cogs.interactions.responses import InitialResponses
from cogs.jobs.copies import Copies
from cogs.memory.tokens import TOKEN_LIFETIME


class MissingPictures:
    """Completes cards. It costs no credits, so a member can have one job's pictures fetched at a time."""

    def __init__(
        self,
        jobs: JobService,
        result_fetcher: ResultFetcher,
        uploader: PictureUploader,
        messenger: Messenger,
        readers: Readers,
        responses: InitialResponses,
        copies: Copies,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._result_fetcher = result_fetcher
        self._uploader = uploader
        self._messenger = messenger
        self._readers = readers
        self._responses = responses
        self._copies = copies
        self._clock = clock

    async def fetch(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Put what is missing on the job's card, and tell the member privately what came.

        Raises:
            AlreadyFetched: the pictures are on another message, or that is gone; `/task` says where they are.
            AlreadyWaiting: the member is waiting for other pictures.
            UserError: the pictures can't be shown here.
        """
        check_pictures(interaction, job)
        card = interaction.message
        if card is None or card.id != job.card.message_id or not job.card_is_there:
            raise AlreadyFetched
        with self._readers.reading(interaction.user.id):
            t, response = self._responses.translator(interaction), self._responses.to(interaction)
            # First as an update of the message, so that the token of this press can edit it.
            await response.acknowledge()
            await response.show(notices.retrying(t), private=True)
            try:
                found = await self._complete(interaction, job, card)
            except JobFailed:
                found = 0
            if found is None:
                view = notices.notice(t("title-deleted"), t("missing-deleted"))
            elif found:
                view = notices.notice(t("title-fetched"), t("missing-fetched", n=found), BLURPLE)
            else:
                view = notices.notice(t("title-not-fetched"), t("missing-still"))
            await response.show(view, private=True)

    async def _complete(self, interaction: discord.Interaction[Any], job: Job, card: discord.Message) -> int | None:
        """Fetch all pictures, and show them if there are more than before; returns how many more.

        None if the job was deleted or erased meanwhile. Raises JobFailed.
        """
        async with self._result_fetcher.workspace() as workspace:
            fetched = await self._result_fetcher.fetch(job, workspace)
            # That takes a while, in which the job may have been deleted or described anew.
            current = await self._jobs.find(job.id)
            if current is None or not current.card_is_there:
                return None
            if found := len(_new(card, current, fetched)):
                job = await self._upload(self._with_token(interaction, current), fetched)
                if not await self._is_left(job):
                    return None
            return found

    async def _upload(self, job: Job, fetched: Fetched) -> Job:
        job = await self._uploader.upload(job, job, fetched, self._jobs.record)
        t, user_id = self._responses.card_translator(job.card), job.user_id
        await self._messenger.update_former_cards(job, lambda old, new: job_card.moved(t, old, new, user_id))
        return job

    async def _is_left(self, job: Job) -> bool:
        """Whether the job is still to be shown. If it was deleted during the upload, so are the messages of that."""
        current = await self._jobs.find(job.id)
        if current is None or current.card_is_there:
            return True
        t, user_id = self._responses.card_translator(job.card), current.removals[-1].user_id
        await self._messenger.deliver(job, lambda _: job_card.removed(job.id, job.task_id, t, user_id))
        await self._copies.delete(job)
        return False

    def _with_token(self, interaction: discord.Interaction[Any], job: Job) -> Job:
        """The job with the token of this press, as that of its card may be too old."""
        expires = self._clock.now() + TOKEN_LIFETIME
        return job.on_card(replace(job.card, token=interaction.token, token_expires=expires))


def _new(card: discord.Message, job: Job, fetched: Fetched) -> set[int]:
    """Which of the pictures that are here now (1-based) are on no message of the job."""
    names = (PictureName.parse(file.name) for file in files_of(card).values())
    shown = {name.number for name in names if name} | {n for extra in job.extra_messages for n in extra.pictures}
    return {picture.number for picture in fetched.pictures} - shown
