"""Messages that come once, although the bot may have been killed between posting one and noting it.

A message is recognised by data alone, whatever it says: by the names of its files, which say whose pictures they are,
and by a mark in the custom_ids of its buttons.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import discord
from discord import ui

from bot.jobs.card import HasCard
from bot.net.errors import NETWORK_ERRORS
from cogs.cards.custom_ids import is_marked, marked
from cogs.cards.shown import files_of, walk

_log = logging.getLogger(__name__)

RECENT = 1000
"""Messages of a channel, at the most, among which an earlier copy is looked for; one request brings a hundred."""


@dataclass(frozen=True, slots=True)
class IdempotentMessage:
    """A message of ``job`` that may have been posted before; no other message of any job has its ``nonce``.

    Discord drops a second message of the same nonce, but only within minutes; later the channel shows it.
    """

    client: discord.Client
    job: HasCard
    nonce: str

    async def send(
        self,
        channel: discord.abc.Messageable,
        view: ui.LayoutView,
        files: Sequence[discord.File],
        reference: discord.MessageReference | None = None,
    ) -> discord.Message:
        """Post it, unless it is there; returns it. Raises discord.HTTPException."""
        names = _stems(file.filename for file in files)
        if there := await self._posted(channel, names):
            return there
        _mark(view, self.nonce)
        return await channel.send(view=view, files=files, nonce=self.nonce, reference=reference)  # type: ignore[arg-type]

    async def _posted(self, channel: discord.abc.Messageable, names: set[str]) -> discord.Message | None:
        """The message of the bot's own with these very files, the card itself included; without any, the marked one."""
        try:
            async for message in channel.history(limit=RECENT):
                if message.id < (self.job.card.message_id or 0):
                    return None
                if message.author == self.client.user and self._is_it(message, names):
                    return message
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
        except NETWORK_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - others' messages may be of a form that discord.py can't read
            _log.warning("the messages around job %s can't be read: %s %s", self.job.id, type(error).__name__, error)
        # Where the bot may not look, the nonce has to do.
        return None

    def _is_it(self, message: discord.Message, names: set[str]) -> bool:
        there = _stems(file.name for file in files_of(message).values())
        return there == names and (bool(names) or _has_mark(message, self.nonce))


def _stems(filenames: Iterable[str]) -> set[str]:
    """Names without their suffixes: a picture may have been re-encoded in another way."""
    return {PurePath(filename).stem for filename in filenames}


def _mark(view: ui.LayoutView, mark: str) -> None:
    """Let every button of the view say which message it is on."""
    for item in view.walk_children():
        if isinstance(item, ui.Button) and item.custom_id and not is_marked(item.custom_id, mark):
            item.custom_id = marked(item.custom_id, mark)


def _has_mark(message: discord.Message, mark: str) -> bool:
    return any(is_marked(getattr(part, "custom_id", None) or "", mark) for part in walk(message.components))
