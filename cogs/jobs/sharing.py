"""Share and Describe: a private result shown to all, and pictures put into words for those who can't see them."""

import re
from collections.abc import Mapping
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
from cogs.cards.pictures import alt_text
from cogs.cards.shown import ShownFile, files_of, path_of
from cogs.discord_numbers import ALT_LIMIT
from cogs.i18n.catalog import Catalogs
from cogs.i18n.translator import Translator
from cogs.interactions.modals import ModalValues
from cogs.interactions.permissions import check_pictures, check_requester
from cogs.interactions.responses import InitialResponses
from cogs.jobs.repost import Reposts
from cogs.verdicts import Verdict, judge

ALT = "alt"
TEMPLATE = rf"imagine-describe:(?P<job>{JOB_ID})"
"""The custom_id of the form for an alternative text."""


class Sharing:
    """Handlers of the buttons Share and Describe, which are the requester's alone."""

    def __init__(self, jobs: JobService, catalogs: Catalogs, responses: InitialResponses, reposts: Reposts) -> None:
        self._jobs = jobs
        self._catalogs = catalogs
        self._responses = responses
        self._reposts = reposts

    async def share(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Post the pictures of a private card where everybody sees them."""
        _check(interaction, job)
        await self._reposts.start(interaction, job, private=False, moves=False)

    async def describe(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Ask for an alternative text of the requester's own."""
        _check(interaction, job)
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).open_modal(_form(job, t), notices.modal_too_late(t))

    async def described(self, interaction: discord.Interaction[Any], match: re.Match[str], filled: ModalValues) -> None:
        """Put the text that was filled in onto the pictures of the card."""
        job = await self._jobs.get(match["job"])
        _check(interaction, job)
        if interaction.message is None:
            raise UnknownPicture
        alt, before = filled.value(ALT).strip(), job.alt
        job = await self._jobs.describe(job, alt if has_visible_text(alt) else "")
        files = files_of(interaction.message)
        view = _redrawn(interaction.message, files, job, self._catalogs(job.card.locale))
        try:
            # discord.py takes from an attachment to keep nothing but what this says of it.
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
    """Raise Refusal unless it is the requester who asks, and there are pictures."""
    check_requester(interaction, job)
    check_pictures(interaction, job)


def _redrawn(card: discord.Message, files: Mapping[str, ShownFile], job: Job, t: Translator) -> ui.LayoutView:
    """The card as it is, with its remarks on single pictures, which nobody else knows; but in the job's own words."""
    if job.alt:
        # These are other words than those that may have been blocked.
        job = job.on_card(replace(job.card, plain=False))
    view = ui.LayoutView.from_message(card)
    view.stop()
    for part in view.walk_children():
        if isinstance(part, ui.MediaGallery):
            part.items = [
                _described(item, files.get(path_of(item.media.url)), number, job, t)
                for number, item in enumerate(part.items, 1)
            ]
    return view


def _described(
    item: discord.MediaGalleryItem, file: ShownFile | None, number: int, job: Job, t: Translator
) -> discord.MediaGalleryItem:
    """The picture with its new text; what it is called says its number, or else its place, which is ``number``."""
    name = PictureName.parse(file.name) if file else None
    return discord.MediaGalleryItem(
        f"attachment://{file.name}" if file else item.media.url,
        description=alt_text(job, name.number if name else number, t),
        spoiler=item.spoiler,
    )
