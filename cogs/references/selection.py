"""A member's tray: filled by the menu "Use as reference" of a message, shown with its pictures, emptied by buttons."""

from collections.abc import Callable
from functools import partial
from typing import Any

import discord
from discord import ui

from bot.errors import BadAttachment, NoImages
from bot.i18n.catalog import Words, moment
from bot.members.selection import Tray, Trays
from bot.requests.attachment import Candidate
from bot.requests.limits import AttachmentLimits
from bot.requests.request import MAX_REFERENCES
from cogs.cards import job_card
from cogs.cards.custom_ids import Own, own_id
from cogs.cards.elements import BLURPLE, panel
from cogs.cards.pages import show_page
from cogs.interactions.responses import Answers
from cogs.references.attachments import in_message, numbered


class TrayMenu:
    """The menu that fills trays, and the buttons that take out what is in them."""

    def __init__(self, limits: AttachmentLimits, answers: Answers, trays: Trays) -> None:
        self._limits = limits
        self._answers = answers
        self._trays = trays

    async def use(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Put the images of ``message`` into the member's tray. Raises Refusal."""
        left_out = self._trays.add(interaction.user.id, self._usable(message))
        draw = self._drawing(interaction, left_out)
        show = partial(self._answers.to(interaction).show, private=True, plain=lambda: draw(plain=True))
        await show_page(show, draw())

    async def take_out(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Take one image out of the member's tray; without a key, all of them."""
        images = self._trays.of(interaction.user.id).images
        gone = [image.url for image in images if key in {image.key, ""}]
        self._trays.remove(interaction.user.id, gone)
        draw = self._drawing(interaction)
        await show_page(partial(self._answers.to(interaction).update, plain=lambda: draw(plain=True)), draw())

    def _usable(self, message: discord.Message) -> list[Candidate]:
        """The images that could be references; raises what is wrong with the first if there is none."""
        usable: list[Candidate] = []
        problems: list[BadAttachment] = []
        for option, image in numbered(in_message(message)).items():
            try:
                image.check(option, self._limits)
                usable.append(image)
            except BadAttachment as problem:
                problems.append(problem)
        if not usable:
            raise problems[0] if problems else NoImages
        return usable

    def _drawing(self, interaction: discord.Interaction[Any], left_out: int = 0) -> Callable[..., ui.LayoutView]:
        words = self._answers.translator(interaction)
        return partial(tray_view, self._trays.of(interaction.user.id), words, left_out)


def tray_view(tray: Tray, words: Words, left_out: int = 0, *, plain: bool = False) -> ui.LayoutView:
    """A tray with its pictures and buttons; ``left_out`` is how many images found no room in it.

    A ``plain`` one shows no names of files.
    """
    if not tray.images:
        return job_card.notice(words("title-tray"), words("tray-empty"), BLURPLE)
    lines = [f"### {words('title-tray')}", words("tray-kept", n=len(tray.images), when=moment(tray.until))]
    if left_out:
        lines.append(words("tray-full", n=left_out, limit=MAX_REFERENCES))
    pictures = (
        discord.MediaGalleryItem(image.url, description=None if plain else image.filename) for image in tray.images
    )
    buttons = [
        ui.Button[ui.LayoutView](label=words("tray-remove", picture=number), custom_id=own_id(Own.TRAY, image.key))
        for number, image in enumerate(tray.images, 1)
    ]
    buttons.append(ui.Button(label=words("tray-clear"), custom_id=own_id(Own.TRAY)))
    return panel(BLURPLE, ui.TextDisplay("\n".join(lines)), ui.MediaGallery(*pictures), ui.ActionRow(*buttons))
