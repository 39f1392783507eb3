"""Share and Describe: a private result shown to all, and pictures put into words for those who can't see them."""

import re
from pathlib import Path
from typing import Any

import discord
from discord import ui

from bot.errors import NotAllowed, UnknownJob
from bot.gallery import Picture
from bot.job import Job
from bot.services import Services
from bot.texts import Words
from cogs import render
from cogs.forms import Answers, show
from cogs.ids import JOB_ID
from cogs.parts import ALT_LIMIT
from cogs.reposts import Reposts

ALT = "alt"
TEMPLATE = rf"imagine-describe:(?P<job>{JOB_ID})"
"""The custom_id of the form for an alternative text."""


class Sharing:
    """Handlers of the buttons Share and Describe, which are the requester's alone."""

    def __init__(self, services: Services, reposts: Reposts) -> None:
        self._services = services
        self._reposts = reposts

    async def share(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Post the pictures of a private card where everybody sees them."""
        _only_requester(interaction, job)
        await self._reposts.start(interaction, job, private=False, moves=False)

    async def describe(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Ask for an alternative text of the requester's own."""
        _only_requester(interaction, job)
        await show(interaction, _form(job, self._services.texts(str(interaction.locale))))

    async def described(self, interaction: discord.Interaction[Any], match: re.Match[str], answers: Answers) -> None:
        """Put the text that was filled in onto the pictures of the card."""
        job = await self._services.journal.find(match["job"])
        if job is None:
            raise UnknownJob
        _only_requester(interaction, job)
        job = await self._services.ledger.described(job, answers.one(ALT).strip())
        attachments = interaction.message.attachments if interaction.message else []
        words = self._services.texts(job.card.locale)
        results = render.Results(render.shots(job, _pictures(job, attachments), words), total=len(job.images))
        await interaction.response.edit_message(view=render.finished(job, words, results), attachments=attachments)


def _form(job: Job, words: Words) -> ui.Modal:
    form = ui.Modal(title=words("title-describe"), custom_id=f"imagine-describe:{job.id}")
    text = ui.TextInput[Any](
        custom_id=ALT,
        style=discord.TextStyle.paragraph,
        default=job.alt or job.request.prompt[:ALT_LIMIT],
        max_length=ALT_LIMIT,
    )
    form.add_item(ui.Label(text=words("label-describe"), component=text))
    return form


def _only_requester(interaction: discord.Interaction[Any], job: Job) -> None:
    if interaction.user.id != job.user_id:
        raise NotAllowed


def _pictures(job: Job, attachments: list[discord.Attachment]) -> list[Picture]:
    """The pictures of a card as its attachments name them."""
    found = []
    for attachment in attachments:
        path = Path(attachment.filename)
        number = int(path.stem.rpartition("-")[2])
        size = (attachment.width or 0, attachment.height or 0)
        found.append(Picture(number, path, job.images[number - 1].url, *size, reduced=path.suffix != ".png"))
    return found
