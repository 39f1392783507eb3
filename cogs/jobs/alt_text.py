"""Describe: lets the requester edit the pictures' alt text."""

import re
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.images.names import PictureName
from bot.jobs.errors import UnknownPicture, WordsBlocked
from bot.jobs.job import JOB_ID, Job
from bot.jobs.service import JobService
from bot.requests.prompt import has_visible_text
from cogs.cards import notices
from cogs.cards.pictures import Item, alt_text, kept, redrawn
from cogs.cards.shown import ShownFile, files_of
from cogs.discord_numbers import ALT_LIMIT
from cogs.gate.gate import Gate
from cogs.i18n.translator import Translator
from cogs.interactions.modals import ModalValues
from cogs.interactions.permissions import check_pictures, check_requester
from cogs.interactions.responses import InitialResponses
from cogs.verdicts import Verdict, judge

ALT = "alt"
"""The custom_id of the modal's field."""

TEMPLATE = rf"imagine-describe:(?P<job>{JOB_ID})"
"""The custom_id of the modal."""


class DescribeButton:
    """The button Describe and its modal, which only the requester may use."""

    def __init__(self, jobs: JobService, gate: Gate, responses: InitialResponses) -> None:
        self._jobs = jobs
        self._gate = gate
        self._responses = responses

    async def describe(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Open the modal. Raises UserError."""
        _check(interaction, job)
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).open_modal(_form(job, t), notices.modal_too_late(t))

    async def on_submit(self, interaction: discord.Interaction[Any], match: re.Match[str], modal: ModalValues) -> None:
        """Store the text and show it on the card; a blank one restores the prompt as the alt text.

        Raises:
            WordsBlocked: Discord blocks the text, so the old one stays.
            SaveFailed: the text can't be stored, so the card keeps the old one.
            UserError: the job has no pictures or is not the member's, or a rule refuses the text.
        """
        job = await self._jobs.get(match["job"])
        _check(interaction, job)
        if interaction.message is None:
            raise UnknownPicture
        alt, before = modal.value(ALT).strip(), job.alt
        self._gate.check_text(interaction, alt)
        job = await self._jobs.describe(job, alt if has_visible_text(alt) else "")
        files = files_of(interaction.message)
        view = _redrawn(interaction.message, job, self._responses.card_translator(job.card))
        try:
            # discord.py only calls ``to_dict`` on an attachment that an edit keeps, and ShownFile has that.
            await self._responses.to(interaction).update(view, [*files.values()])  # type: ignore[list-item]
        except discord.HTTPException as error:
            if judge(error) is not Verdict.BLOCKED:
                raise
            await self._jobs.describe(job, before)
            raise WordsBlocked from error


def _form(job: Job, t: Translator) -> ui.Modal:
    form = ui.Modal(title=t("title-describe"), custom_id=f"imagine-describe:{job.id}")
    text = ui.TextInput[Any](
        custom_id=ALT,
        style=discord.TextStyle.paragraph,
        default=(job.alt or job.request.prompt)[:ALT_LIMIT],
        max_length=ALT_LIMIT,
    )
    form.add_item(ui.Label(text=t("label-describe"), component=text))
    return form


def _check(interaction: discord.Interaction[Any], job: Job) -> None:
    check_requester(interaction, job)
    check_pictures(interaction, job)


def _redrawn(card: discord.Message, job: Job, t: Translator) -> ui.LayoutView:
    """The card with new alt texts."""
    if job.alt:
        # Discord blocked the prompt, not this text.
        job = job.on_card(replace(job.card, plain=False))

    def describe(item: Item, file: ShownFile | None, place: int) -> Item:
        # The number of a picture is in its file's name; its place is the fallback.
        name = PictureName.parse(file.name) if file else None
        return kept(item, file, alt_text(job, name.number if name else place, t), spoiler=item.spoiler)

    return redrawn(card, describe)
