"""Post a message at most once, even if the bot crashes between sending and recording it.

A message is recognised by data alone, never by its text: by the names of its files, which contain the job's id, or by a
mark in the custom_ids of its buttons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import discord
from discord import ui

from bot.jobs.card import HasCard
from cogs.cards.custom_ids import is_marked, marked
from cogs.cards.marks import find_message
from cogs.cards.shown import files_of, walk

SEARCH_LIMIT = 1000
"""Newest messages of a channel that are searched for an earlier copy, a hundred a request."""


@dataclass(frozen=True, slots=True)
class IdempotentMessage:
    """A message of ``job`` that may have been posted before. Its ``nonce`` is unique among all messages of all jobs.

    Discord drops a second message with the same nonce for some minutes only; after that, the channel is searched.
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
        """Post the message unless it is there already; returns it. Raises discord.HTTPException."""
        names = _stems(file.filename for file in files)
        if earlier := await self._find(channel, names):
            return earlier
        _mark_buttons(view, self.nonce)
        return await channel.send(view=view, files=files, nonce=self.nonce, reference=reference)  # type: ignore[arg-type]

    async def _find(self, channel: discord.abc.Messageable, names: set[str]) -> discord.Message | None:
        """The bot's message with exactly these files, which may be the card; without files, the one with the mark."""

        def is_it(message: discord.Message) -> bool:
            return message.author == self.client.user and self._matches(message, names)

        # Ids grow with time, and nothing of this job was posted before its card.
        card_id = self.job.card.message_id
        before_card = discord.Object(card_id - 1) if card_id else None
        try:
            return await find_message(
                channel, is_it, self.job.id, limit=SEARCH_LIMIT, after=before_card, oldest_first=False
            )
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
        # Where the bot may not read the channel, the nonce alone prevents a second copy.
        return None

    def _matches(self, message: discord.Message, names: set[str]) -> bool:
        there = _stems(file.name for file in files_of(message).values())
        return there == names and (bool(names) or _has_mark(message, self.nonce))


def _stems(filenames: Iterable[str]) -> set[str]:
    """Names without their suffixes: a second attempt may encode a picture in another format."""
    return {PurePath(filename).stem for filename in filenames}


def _mark_buttons(view: ui.LayoutView, mark: str) -> None:
    """Put ``mark`` into the custom_id of every button."""
    for item in view.walk_children():
        if isinstance(item, ui.Button) and item.custom_id and not is_marked(item.custom_id, mark):
            item.custom_id = marked(item.custom_id, mark)


def _has_mark(message: discord.Message, mark: str) -> bool:
    return any(is_marked(getattr(part, "custom_id", None) or "", mark) for part in walk(message.components))
