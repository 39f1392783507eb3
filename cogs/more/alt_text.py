"""Alt text: lets the requester edit what screen readers read for the pictures."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.images.names import PictureName
from bot.jobs.errors import UnknownPicture, WordsBlocked
from bot.jobs.job import JOB_ID, Job
from bot.jobs.service import JobService
from bot.net.errors import NETWORK_ERRORS
from bot.requests.prompt import has_visible_text
from cogs.cards import notices
from cogs.cards.custom_ids import Target
from cogs.cards.pictures import Item, alt_text, kept, redrawn
from cogs.cards.shown import ShownFile, files_of
from cogs.discord_numbers import ALT_LIMIT
from cogs.gate.gate import Gate
from cogs.i18n.markdown import Markup
from cogs.i18n.translator import Translator
from cogs.interactions.modals import ModalValues
from cogs.interactions.permissions import check_pictures, check_requester
from cogs.interactions.responses import InitialResponses
from cogs.more.menu import MoreButton
from cogs.more.pressed import PressedCards, behind
from cogs.verdicts import Verdict, judge

ALT = "alt"
"""The custom_id of the modal's field."""

TEMPLATE = rf"imagine-describe:(?P<job>{JOB_ID})(?::(?P<message>[0-9]{{1,20}}))?"
"""The custom_id of the modal: the job and, if a panel opened it, the message that the panel is about."""


class AltTextButton:
    """The button Alt text and its modal, which only the requester may use."""

    def __init__(
        self, jobs: JobService, gate: Gate, more: MoreButton, pressed: PressedCards, responses: InitialResponses
    ) -> None:
        self._jobs = jobs
        self._gate = gate
        self._more = more
        self._pressed = pressed
        self._responses = responses

    async def open(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Open the modal. Raises UserError."""
        _check(interaction, job)
        t = self._responses.translator(interaction)
        form = _form(job, behind(interaction), t)
        await self._responses.to(interaction).open_modal(form, notices.modal_too_late(t))

    async def on_submit(self, interaction: discord.Interaction[Any], match: re.Match[str], modal: ModalValues) -> None:
        """Store the text, show it on the card and say so; a blank one restores the prompt as the alt text.

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
        try:
            if match["message"]:
                await self._show_behind(interaction, job, int(match["message"]))
            else:
                await self._show_in_place(interaction, interaction.message, job)
        except WordsBlocked:
            await self._jobs.describe(job, before)
            raise

    async def _show_behind(self, interaction: discord.Interaction[Any], job: Job, message_id: int) -> None:
        """Show the text on the message behind the panel, and on the panel that this was done. Raises WordsBlocked."""
        response, t = self._responses.to(interaction), self._responses.translator(interaction)
        # It may take longer than Discord waits, and does no harm twice.
        await response.acknowledge()
        card = await self._pressed.read(interaction, message_id, job)
        is_shown = card is not None and await self._pressed.edit(
            interaction, message_id, self._redrawn(card, job), [*files_of(card).values()]
        )
        target = Target(job.id, job.user_id, message_id)
        is_private = card.flags.ephemeral if card else job.card.private
        done = _done(job, t) if is_shown else t("alt-text-saved-only")
        await response.update(self._more.panel(interaction, job, target, is_private=is_private, done=done))

    async def _show_in_place(self, interaction: discord.Interaction[Any], card: discord.Message, job: Job) -> None:
        """Show the text on a card whose own button opened the modal, as cards of earlier versions have one.

        Raises WordsBlocked.
        """
        response, t = self._responses.to(interaction), self._responses.translator(interaction)
        try:
            # discord.py only calls ``to_dict`` on an attachment that an edit keeps, and ShownFile has that.
            await response.update(self._redrawn(card, job), [*files_of(card).values()])  # type: ignore[list-item]
        except discord.HTTPException as error:
            if judge(error) is not Verdict.BLOCKED:
                raise
            raise WordsBlocked from error
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await response.send_followup(notices.notice(t("title-alt-text"), _done(job, t)))

    def _redrawn(self, card: discord.Message, job: Job) -> ui.LayoutView:
        return _redrawn(card, job, self._responses.card_translator(job.card))


def _done(job: Job, t: Translator) -> Markup:
    return t("alt-text-saved" if job.alt else "alt-text-reset")


def _form(job: Job, message_id: int | None, t: Translator) -> ui.Modal:
    about = f"{job.id}:{message_id}" if message_id else job.id
    form = ui.Modal(title=t("title-alt-text"), custom_id=f"imagine-describe:{about}")
    text = ui.TextInput[Any](
        custom_id=ALT,
        style=discord.TextStyle.paragraph,
        default=(job.alt or job.request.prompt)[:ALT_LIMIT],
        max_length=ALT_LIMIT,
    )
    form.add_item(ui.Label(text=t("label-alt-text"), component=text))
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
