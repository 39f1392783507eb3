"""The menu "Use as reference" of a message, which fills a member's tray, and the buttons that empty it."""

from functools import partial
from typing import Any

import discord

from bot.members.selection import Trays
from bot.requests.attachment import Candidate
from bot.requests.errors import BadAttachment, NoImages
from bot.requests.limits import AttachmentLimits
from cogs.cards.pages import Draw, show_page
from cogs.interactions.responses import Answers
from cogs.references.attachments import in_message, numbered
from cogs.references.selection_view import tray_view


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

    def _drawing(self, interaction: discord.Interaction[Any], left_out: int = 0) -> Draw:
        words = self._answers.translator(interaction)
        return partial(tray_view, self._trays.of(interaction.user.id), words, left_out)
