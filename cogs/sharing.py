"""Share and Describe: a private result shown to all, and pictures put into words for those who can't see them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
from discord import ui

from bot.errors import NotAllowed
from bot.gallery import Picture
from bot.job import Job
from bot.services import Services
from cogs import render
from cogs.errors import ErrorHandler
from cogs.orders import Order, card_of
from cogs.parts import ALT_LIMIT
from cogs.runner import Runner


class Sharing:
    """Handlers of the buttons Share and Describe, which are the requester's alone."""

    def __init__(self, services: Services, runner: Runner, errors: ErrorHandler) -> None:
        self._services = services
        self._runner = runner
        self._errors = errors

    async def share(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Post the pictures of a private card where everybody sees them."""
        _only_requester(interaction, job)
        words = self._services.texts(job.card.locale)
        order = Order(job.request, private=False, spoiler=job.card.spoiler)
        card = card_of(interaction, order, self._services.clock.now())
        view = render.notice(words("title-fetching"), words("status-fetching"))
        answer = await interaction.response.send_message(view=view)
        card = replace(card, message_id=answer.message_id)
        self._services.tasks.spawn(self._runner.repost(job, card), f"share job {job.id}")

    async def describe(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Ask for an alternative text of the requester's own."""
        _only_requester(interaction, job)
        await interaction.response.send_modal(_Description(self, job, self._services, self._errors))

    async def described(self, interaction: discord.Interaction[Any], job: Job, alt: str) -> None:
        """Put ``alt`` onto the pictures of the card."""
        job = await self._services.ledger.described(job, alt)
        message = interaction.message
        attachments = message.attachments if message else []
        words = self._services.texts(job.card.locale)
        shots = render.shots(job, _pictures(job, attachments), words)
        results = render.Results(shots, total=len(job.images))
        await interaction.response.edit_message(view=render.finished(job, words, results), attachments=attachments)


class _Description(ui.Modal):
    """The form for an alternative text."""

    def __init__(self, sharing: Sharing, job: Job, services: Services, errors: ErrorHandler) -> None:
        words = services.texts(job.card.locale)
        super().__init__(title=words("title-describe")[:45])
        self._sharing = sharing
        self._job = job
        self._errors = errors
        self._text: ui.TextInput[Any] = ui.TextInput(
            style=discord.TextStyle.paragraph,
            default=job.alt or job.request.prompt[:ALT_LIMIT],
            max_length=ALT_LIMIT,
        )
        self.add_item(ui.Label(text=words("label-describe")[:45], component=self._text))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Take the text."""
        await self._sharing.described(interaction, self._job, self._text.value.strip())

    async def on_error(  # type: ignore[override]  # a modal's takes no item
        self, interaction: discord.Interaction[Any], error: Exception
    ) -> None:
        """Answer like every other handler."""
        await self._errors.answer(interaction, error)


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
