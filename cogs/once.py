"""Messages that come once, although the bot may have been killed between posting one and noting it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import discord
from discord import ui

from bot.job import Carded
from bot.texts import code
from cogs.parts import FOOT

RECENT = 100
"""Messages of a channel among which an earlier copy is looked for: as many as one request brings."""


@dataclass(frozen=True, slots=True)
class Once:
    """A message of ``job`` that may have been posted before.

    Discord drops a second message of the same ``nonce``, but only within minutes; later the channel shows it.
    """

    client: discord.Client
    job: Carded
    nonce: str

    async def send(
        self,
        channel: discord.abc.Messageable,
        view: ui.LayoutView,
        files: Sequence[discord.File],
        reference: discord.MessageReference | None = None,
    ) -> discord.Message:
        """Post it, unless it is there; returns it. Raises discord.HTTPException."""
        if files and (there := await self._posted(channel, files)):
            return there
        return await channel.send(view=view, files=files, nonce=self.nonce, reference=reference)  # type: ignore[arg-type]

    async def _posted(self, channel: discord.abc.Messageable, files: Sequence[discord.File]) -> discord.Message | None:
        """The message of the bot's own that shows the job with these very pictures, the card itself included."""
        since = discord.Object(self.job.card.message_id - 1) if self.job.card.message_id else None
        try:
            async for message in channel.history(limit=RECENT, after=since, oldest_first=False):
                if message.author == self.client.user and self._is_shown(message, files):
                    return message
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
        # Where the bot may not look, the nonce has to do.
        return None

    def _is_shown(self, message: discord.Message, files: Sequence[discord.File]) -> bool:
        same = _names(file.filename for file in message.attachments) == _names(file.filename for file in files)
        # Cards of jobs that were made from this one name it too, but not at their foot.
        return same and any(code(self.job.id) in text for text in _texts(message.components) if text.startswith(FOOT))


def _names(filenames: Iterable[str]) -> set[str]:
    """Names without their suffixes: a picture may have been re-encoded in another way."""
    return {PurePath(filename).stem for filename in filenames}


def _texts(components: Iterable[Any]) -> Iterator[str]:
    """The texts of components, nested ones as well."""
    for component in components:
        yield getattr(component, "content", "")
        yield from _texts(getattr(component, "children", ()))
