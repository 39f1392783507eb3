"""Details and Original: all that is known of a job, and its untouched files, for whoever asks; privately."""

import io
from dataclasses import replace
from typing import Any

import discord

from bot.errors import JobError, UnknownPicture
from bot.gallery import Picture
from bot.job import Job
from bot.picture_names import new_copy_id
from bot.readers import Readers
from bot.services import Services
from cogs import render
from cogs.parts import PROMPT_SHOWN
from cogs.routes import Verdict, judge
from cogs.uploads import REQUEST_LIMIT


class Details:
    """Handlers of the buttons Details and Original."""

    def __init__(self, services: Services, readers: Readers) -> None:
        self._services = services
        self._gallery = services.gallery
        self._readers = readers

    async def details(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Settings, times, cost, and a line to copy; a long prompt comes as a file."""
        words = self._services.texts(str(interaction.locale))
        prompt = job.request.prompt
        files = []
        if len(prompt) > PROMPT_SHOWN:
            files.append(discord.File(io.BytesIO(prompt.encode()), render.PROMPT_FILE))
        await interaction.response.send_message(view=render.details(job, words), files=files, ephemeral=True)

    async def original(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """The files as imini made them: attached where Discord takes them, and linked; one job's at a time a member.

        Raises:
            UnknownPicture: the job has none, or was not paid.
            StillFetching: the member waits for others.
        """
        if not job.paid:
            raise UnknownPicture
        with self._readers.reading(interaction.user.id):
            await self._bring_originals(interaction, job)

    async def _bring_originals(self, interaction: discord.Interaction[Any], job: Job) -> None:
        words = self._services.texts(str(interaction.locale))
        await interaction.response.defer(ephemeral=True, thinking=True)
        # A folder of its own: the same job may be asked for twice at once.
        copy = replace(job, id=new_copy_id(job.id))
        try:
            pictures, _ = await self._gallery.fetch(copy)
            await self._show_originals(interaction, job, pictures)
        except JobError:
            view = render.notice(words("title-original"), words("repost-gone"))
            await interaction.edit_original_response(view=view)
        finally:
            await self._gallery.clear(copy)

    async def _show_originals(self, interaction: discord.Interaction[Any], job: Job, pictures: list[Picture]) -> None:
        words = self._services.texts(str(interaction.locale))
        attached = _that_fit(pictures, interaction.filesize_limit)
        try:
            view = render.originals(job, words, pictures, attached)
            files = [discord.File(picture.path, picture.filename) for picture in attached]
            await interaction.edit_original_response(view=view, attachments=files)
        except discord.HTTPException as error:
            if judge(error) is not Verdict.TOO_LARGE:
                raise
            await interaction.edit_original_response(view=render.originals(job, words, pictures, []))


def _that_fit(pictures: list[Picture], limit: int) -> list[Picture]:
    """As many of the pictures as one message takes."""
    fitting, room = [], REQUEST_LIMIT
    for picture in pictures:
        if picture.size <= min(limit, room):
            fitting.append(picture)
            room -= picture.size
    return fitting
