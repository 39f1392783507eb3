"""What a member has selected as references, as far as the rules still allow it."""

from collections.abc import Iterable
from typing import Any

import discord

from bot.members.selection import ReferenceSelections
from bot.requests.attachment import ImageAttachment
from bot.servers.errors import ReferenceRefused, SelectionRefused
from cogs.gate.gate import Gate
from cogs.references.attachments import numbered


class SelectedReferences:
    """Gives the selection to the next request. A rule may have changed since, or another server's rule may apply."""

    def __init__(self, selections: ReferenceSelections, gate: Gate) -> None:
        self._selections = selections
        self._gate = gate

    async def of(self, interaction: discord.Interaction[Any]) -> dict[str, ImageAttachment]:
        """The selected images, by option.

        Raises SelectionRefused if the member may not use one, which leaves the selection: no request could be made
        until it expires.
        """
        images, refused = (await self._selections.of(interaction.user.id)).images, dict[str, ReferenceRefused]()
        for image in images:
            try:
                await self._gate.check_sources(interaction, [image.source])
            except ReferenceRefused as refusal:
                refused[image.url] = refusal
        if refused:
            await self._selections.remove(interaction.user.id, refused)
            raise SelectionRefused(next(iter(refused.values())))
        return numbered(images)

    async def recheck(self, interaction: discord.Interaction[Any], urls: Iterable[str]) -> None:
        """Likewise, once a request with the images at ``urls`` is refused: a rule may have changed since.

        Raises SelectionRefused if they came from the selection.
        """
        selected = {image.url for image in (await self._selections.of(interaction.user.id)).images}
        if not selected.isdisjoint(urls):
            await self.of(interaction)
