"""The menu "Use as reference" of a message, and the buttons of a member's reference selection."""

from functools import partial
from typing import Any

import discord

from bot.errors import UserError
from bot.members.selection import ReferenceSelections
from bot.requests.attachment import ImageAttachment
from bot.requests.errors import BadAttachment, NoImageFound
from bot.requests.limits import AttachmentLimits
from bot.servers.errors import ReferenceRefused
from cogs.gate.gate import Gate
from cogs.interactions.pages import Draw, show_page
from cogs.interactions.responses import InitialResponses
from cogs.references.attachments import numbered
from cogs.references.origins import Origins
from cogs.references.selection_view import selection_view


class ReferenceMenu:
    """Adds images to the selection of a member, and removes them from it."""

    def __init__(
        self,
        limits: AttachmentLimits,
        origins: Origins,
        gate: Gate,
        responses: InitialResponses,
        selections: ReferenceSelections,
    ) -> None:
        self._limits = limits
        self._origins = origins
        self._gate = gate
        self._responses = responses
        self._selections = selections

    async def use(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Add the images of ``message``. Raises UserError, for example if there is none."""
        left_out = await self._selections.add(interaction.user.id, await self._usable(interaction, message))
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

    async def _usable(self, interaction: discord.Interaction[Any], message: discord.Message) -> list[ImageAttachment]:
        """The valid images that the member may use. If there is none, raises why the first is not, or NoImageFound."""
        usable: list[ImageAttachment] = []
        problems: list[UserError] = []
        for option, image in numbered(await self._origins.in_message(interaction, message)).items():
            try:
                await self._gate.check_sources(interaction, [image.source])
                image.check(option, self._limits)
                usable.append(image)
            except (BadAttachment, ReferenceRefused) as problem:
                problems.append(problem)
        if not usable:
            raise problems[0] if problems else NoImageFound
        return usable

    async def _view_of(self, interaction: discord.Interaction[Any], left_out: int = 0) -> Draw:
        t = self._responses.translator(interaction)
        return partial(selection_view, await self._selections.of(interaction.user.id), t, left_out)
