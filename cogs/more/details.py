"""Details and Download: a job's settings and its original files, shown privately to whoever presses."""

import io
from collections.abc import Iterable
from functools import partial
from typing import Any

import discord

from bot.errors import JobFailed
from bot.images.errors import NoPictures
from bot.images.names import new_copy_id
from bot.images.pictures import Fetched, Picture
from bot.images.results import ResultFetcher
from bot.jobs.job import Job
from bot.members.readers import Readers
from cogs.cards import notices
from cogs.cards.pictures import upload
from cogs.cards.urls import Original, links
from cogs.discord_numbers import MAX_FILES
from cogs.interactions.permissions import check_manager, check_pictures
from cogs.interactions.responses import InitialResponses
from cogs.memory.upload_limits import REQUEST_LIMIT
from cogs.more import details_view
from cogs.verdicts import Verdict, judge


class DetailsButtons:
    """The buttons Details and Download."""

    def __init__(self, result_fetcher: ResultFetcher, responses: InitialResponses, readers: Readers) -> None:
        self._responses = responses
        self._result_fetcher = result_fetcher
        self._readers = readers

    async def details(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Show settings, times, cost and the command to run the job again; a long prompt comes as a file.

        Raises:
            PermissionDenied: the content policy declined the prompt, so it stays with its requester and moderators.
        """
        if job.declined:
            check_manager(interaction, job)
        t = self._responses.translator(interaction)

        def files() -> list[discord.File]:
            # A prompt that Discord blocks in the text may still be sent as a file.
            as_file = response.plain or details_view.prompt_as_file(job)
            return [notices.prompt_file(job.request.prompt)] if as_file else []

        response = self._responses.to(interaction)
        await response.show(
            details_view.details(job, t),
            private=True,
            files=files,
            plain=lambda: details_view.details(job.as_plain(), t),
        )

    async def download(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Send imini's files, attached if they fit Discord's upload limit, and linked.

        Raises:
            UnknownPicture: the job has no pictures.
            Removed: a moderator deleted them in this server.
            AlreadyWaiting: the member is waiting for another download.
        """
        check_pictures(interaction, job)
        with self._readers.reading(interaction.user.id):
            await self._send_originals(interaction, job)

    async def _send_originals(self, interaction: discord.Interaction[Any], job: Job) -> None:
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).show(notices.waiting(t), private=True)
        try:
            async with self._result_fetcher.workspace() as workspace:
                fetched = await self._result_fetcher.fetch(job, workspace, new_copy_id(job.id))
                if not fetched.arrived:
                    raise NoPictures(message="imini no longer has any of them")
                await self._show_originals(interaction, job, fetched)
        except JobFailed:
            view = notices.notice(t("title-original"), t("repost-gone"))
            await self._responses.to(interaction).show(view, private=True)

    async def _show_originals(self, interaction: discord.Interaction[Any], job: Job, fetched: Fetched) -> None:
        t = self._responses.translator(interaction)
        originals: list[Original] = sorted([*fetched.pictures, *fetched.links], key=lambda original: original.number)
        unlinkable = links(originals).left_out
        attached = _fitting(fetched.pictures, interaction.filesize_limit)[: MAX_FILES - bool(unlinkable)]
        # If even these are too large together, send the links alone.
        for shown in (attached, []):
            view = details_view.originals(job, t, originals, shown)
            try:
                files = partial(_files, shown, unlinkable)
                await self._responses.to(interaction).show(view, private=True, files=files)
            except discord.HTTPException as error:
                if judge(error) is not Verdict.TOO_LARGE or not shown:
                    raise
            else:
                return


def _files(shown: Iterable[Picture], unlinkable: Iterable[Original]) -> list[discord.File]:
    return [upload(picture) for picture in shown] + _url_file(unlinkable)


def _fitting(pictures: Iterable[Picture], limit: int) -> list[Picture]:
    """The pictures that fit into one message, in order; ``limit`` is that of a single file, in bytes."""
    fitting, room = [], REQUEST_LIMIT
    for picture in pictures:
        if picture.size <= min(limit, room):
            fitting.append(picture)
            room -= picture.size
    return fitting


def _url_file(pictures: Iterable[Original]) -> list[discord.File]:
    """The URLs that Discord can't link, exactly as imini gave them; no file if there are none."""
    lines = "\n".join(f"{picture.number}: {picture.url}" for picture in pictures)
    return [discord.File(io.BytesIO(lines.encode(errors="replace")), details_view.LINKS_FILE)] if lines else []
