"""Details and Original: all that is known of a job, and its untouched files, for whoever asks; privately."""

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
from cogs.cards import about, notices
from cogs.cards.urls import Original, links
from cogs.discord_numbers import MAX_FILES
from cogs.interactions.permissions import check_manager, check_pictures
from cogs.interactions.responses import InitialResponses
from cogs.memory.upload_limits import REQUEST_LIMIT
from cogs.verdicts import Verdict, judge


class Details:
    """Handlers of the buttons Details and Original."""

    def __init__(self, result_fetcher: ResultFetcher, responses: InitialResponses, readers: Readers) -> None:
        self._responses = responses
        self._result_fetcher = result_fetcher
        self._readers = readers

    async def details(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Settings, times, cost, and a line to copy; a long prompt comes as a file."""
        if job.declined:
            check_manager(interaction, job)
        t = self._responses.translator(interaction)

        def files() -> list[discord.File]:
            as_file = response.plain or about.prompt_as_file(job)
            return [notices.prompt_file(job.request.prompt)] if as_file else []

        response = self._responses.to(interaction)
        await response.show(
            about.details(job, t), private=True, files=files, plain=lambda: about.details(job.as_plain(), t)
        )

    async def original(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """The files as imini made them: attached where Discord takes them, and linked; one job's at a time a member.

        Raises:
            UnknownPicture, Removed: they are not to be seen.
            StillFetching: the member waits for others.
        """
        check_pictures(interaction, job)
        with self._readers.reading(interaction.user.id):
            await self._bring_originals(interaction, job)

    async def _bring_originals(self, interaction: discord.Interaction[Any], job: Job) -> None:
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).show(notices.waiting(t), private=True)
        try:
            async with self._result_fetcher.workspace() as folder:
                fetched = await self._result_fetcher.fetch(job, folder, new_copy_id(job.id))
                if not fetched.arrived:
                    raise NoPictures(message="imini has none of them any more")
                await self._show_originals(interaction, job, fetched)
        except JobFailed:
            view = notices.notice(t("title-original"), t("repost-gone"))
            await self._responses.to(interaction).show(view, private=True)

    async def _show_originals(self, interaction: discord.Interaction[Any], job: Job, fetched: Fetched) -> None:
        t = self._responses.translator(interaction)
        originals: list[Original] = sorted([*fetched.pictures, *fetched.links], key=lambda original: original.number)
        left_out = links(originals).left_out
        attached = _that_fit(fetched.pictures, interaction.filesize_limit)[: MAX_FILES - bool(left_out)]
        for shown in (attached, []):
            view = about.originals(job, t, originals, shown)
            try:
                files = partial(_files, shown, left_out)
                await self._responses.to(interaction).show(view, private=True, files=files)
            except discord.HTTPException as error:
                if judge(error) is not Verdict.TOO_LARGE or not shown:
                    raise
            else:
                return


def _files(shown: Iterable[Picture], left_out: Iterable[Original]) -> list[discord.File]:
    return [discord.File(picture.path, picture.filename) for picture in shown] + _addresses(left_out)


def _that_fit(pictures: Iterable[Picture], limit: int) -> list[Picture]:
    """As many of the pictures as one message takes."""
    fitting, room = [], REQUEST_LIMIT
    for picture in pictures:
        if picture.size <= min(limit, room):
            fitting.append(picture)
            room -= picture.size
    return fitting


def _addresses(pictures: Iterable[Original]) -> list[discord.File]:
    """Addresses that can't be linked, exactly as imini gave them; no file if there are none."""
    lines = "\n".join(f"{picture.number}: {picture.url}" for picture in pictures)
    return [discord.File(io.BytesIO(lines.encode(errors="replace")), about.LINKS_FILE)] if lines else []
