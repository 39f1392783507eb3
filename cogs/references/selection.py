"""The menu "Use as reference" of a message, and the buttons of a member's reference selection."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import discord

from bot.errors import UserError
from bot.images.names import PictureName
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
from cogs.references.selection_view import NO_NEWS, batch_view, selection_view


class ReferenceMenu:
    """Adds images to the selection of a member, and removes them from it.

    Which of several pictures are on a card, the message that asks for some of them shows itself: nothing is kept.
    """

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
        """Add the images of ``message``, or ask which of a card's pictures. Raises UserError, e.g. if there is none."""
        images = await self._usable(interaction, message)
        pictures = _numbered(images) if message.author == interaction.client.user else {}
        show = partial(self._responses.to(interaction).show, private=True)
        if len(pictures) > 1:
            await show_page(show, batch_view(pictures, self._responses.translator(interaction)))
            return
        draw = await self._add(interaction, images)
        await show_page(partial(show, plain=lambda: draw(plain=True)), draw())

    async def pick(self, interaction: discord.Interaction[Any], _: str) -> None:
        """Add the pictures that were chosen, which the message of the select shows. Raises UserError."""
        data: Mapping[str, Any] = interaction.data or {}
        message = interaction.message
        pictures = _numbered(await self._usable(interaction, message)) if message else {}
        chosen = [image for number, image in pictures.items() if str(number) in data.get("values", ())]
        if not chosen:
            raise NoImageFound
        draw = await self._add(interaction, chosen)
        await show_page(partial(self._responses.to(interaction).update, plain=lambda: draw(plain=True)), draw())

    async def remove(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Remove the image with ``key``, or all of them if it is empty."""
        images = (await self._selections.of(interaction.user.id)).images
        removed = [image.url for image in images if key in {image.key, ""}]
        await self._selections.remove(interaction.user.id, removed)
        draw = await self._view_of(interaction, "change-removed" if removed else "")
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

    async def _add(self, interaction: discord.Interaction[Any], images: list[ImageAttachment]) -> Draw:
        left_out = await self._selections.add(interaction.user.id, images)
        return await self._view_of(interaction, "change-added" if len(images) > left_out else "", left_out)

    async def _view_of(self, interaction: discord.Interaction[Any], news: str, left_out: int = 0) -> Draw:
        """What draws the selection; ``news`` is the key of what was changed just now, empty for nothing."""
        t = self._responses.translator(interaction)
        told = t(news) if news else NO_NEWS
        return partial(selection_view, await self._selections.of(interaction.user.id), t, told, left_out)


def _numbered(images: Iterable[ImageAttachment]) -> dict[int, ImageAttachment]:
    """The pictures of one job among ``images``, by their numbers; none if a message shows others as well."""
    named = [(PictureName.parse(image.filename), image) for image in images]
    found = {name.number: image for name, image in named if name}
    return found if len(found) == len(named) else {}
