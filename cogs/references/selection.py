"""The menu "Use as reference" of a message, and the buttons of a member's reference selection."""

from functools import partial
from typing import Any

import discord

from bot.members.selection import ReferenceSelections
from bot.requests.attachment import ImageAttachment
from bot.requests.errors import BadAttachment, NoImageFound
from bot.requests.limits import AttachmentLimits
from cogs.interactions.pages import Draw, show_page
from cogs.interactions.responses import InitialResponses
from cogs.references.attachments import in_message, numbered
from cogs.references.selection_view import selection_view


class ReferenceMenu:
    """Adds images to the selection of a member, and removes them from it."""

    def __init__(self, limits: AttachmentLimits, responses: InitialResponses, selections: ReferenceSelections) -> None:
        self._limits = limits
        self._responses = responses
        self._selections = selections

    async def use(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Add the images of ``message``. Raises UserError, for example if there is none."""
        left_out = await self._selections.add(interaction.user.id, self._usable(message))
        draw = await self._view_of(interaction, left_out)
        show = partial(self._responses.to(interaction).show, private=True, plain=lambda: draw(plain=True))
        await show_page(show, draw())

    async def remove(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Remove the image with ``key``, or all of them if it is empty."""
        images = (await self._selections.of(interaction.user.id)).images
        removed = [image.url for image in images if key in {image.key, ""}]
        await self._selections.remove(interaction.user.id, removed)
        draw = await self._view_of(interaction)
        await show_page(partial(self._responses.to(interaction).update, plain=lambda: draw(plain=True)), draw())

    def _usable(self, message: discord.Message) -> list[ImageAttachment]:
        """The valid images. If there is none, raises the error of the first image, or NoImageFound."""
        usable: list[ImageAttachment] = []
        problems: list[BadAttachment] = []
        for option, image in numbered(in_message(message)).items():
            try:
                image.check(option, self._limits)
                usable.append(image)
            except BadAttachment as problem:
                problems.append(problem)
        if not usable:
            raise problems[0] if problems else NoImageFound
        return usable

    async def _view_of(self, interaction: discord.Interaction[Any], left_out: int = 0) -> Draw:
        t = self._responses.translator(interaction)
        return partial(selection_view, await self._selections.of(interaction.user.id), t, left_out)
