"""How large an upload may be: the limit that Discord states, lowered by what it rejects.

Source: https://discord.com/developers/docs/reference#uploading-files (a limit for each file, 25 MiB for a request).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from cachetools import LRUCache

from bot.cluster.notices import NO_NOTICES, Notice, Notices
from bot.jobs.card import Card
from cogs.discord_numbers import MAX_FILES

_log = logging.getLogger(__name__)

MIB = 1 << 20

CAPACITY = 10_000
"""Servers whose limits are remembered, the most recently used ones."""

REQUEST_LIMIT = 25 * MIB - 64 * 1024
"""Bytes of all files of a message together; the rest of the 25 MiB is room for the JSON and multipart headers."""

TOPIC = "upload limit"
"""The notice by which other processes learn of a limit."""

KEPT = 30 * 24 * 3600.0
"""Seconds for which a process that starts later learns of it."""

MIN_PICTURE_BYTES = MIB
"""Bytes below which a picture is not compressed for the sake of others: it gets another message instead."""

# Limits that Discord has had for a file. A rejected upload lowers the limit to the next one, and then by halves.
_STEPS = tuple(mib * MIB for mib in (100, 50, 25, 20, 10, 8))


@dataclass(slots=True)
class _Limit:
    file: int
    request: int


class UploadLimits:
    """The limits of each server, in bytes. All processes learn what one does; alone, it learns anew."""

    def __init__(self, capacity: int = CAPACITY, max_pictures: int = MAX_FILES, notices: Notices = NO_NOTICES) -> None:
        self._max_pictures = max_pictures
        self._learned = LRUCache[int | None, _Limit](capacity)
        self._notices = notices
        notices.subscribe(TOPIC, self._hear)

    def of(self, card: Card, sizes: Sequence[int]) -> int:
        """The limit for each of the files with these ``sizes`` in one message."""
        limit = self._limit(card)
        together = sum(min(size, limit.file) for size in sizes)
        return limit.file if together <= limit.request else min(limit.file, limit.request // len(sizes))

    def per_message(self, card: Card) -> int:
        """How many pictures a message should hold, so that none is compressed below MIN_PICTURE_BYTES."""
        return min(self._max_pictures, max(1, self._limit(card).request // MIN_PICTURE_BYTES))

    def lower(self, card: Card, sizes: Sequence[int]) -> None:
        """Lower a limit after files with these ``sizes`` were rejected: that of each file, or of all together."""
        limit = self._limit(card)
        largest, together = max(sizes), sum(sizes)
        # Files that are small enough by any limit of the past must be too large together.
        if len(sizes) > 1 and largest <= _STEPS[-1]:
            limit.request = _below(min(limit.request, together))
        else:
            limit.file = _below(min(limit.file, largest))
        self._learned[card.guild_id] = limit
        data = {"file": limit.file, "request": limit.request}
        self._notices.post(Notice(TOPIC, KEPT, str(card.guild_id or ""), data))
        _log.warning(
            "Discord rejected %d files of %d bytes in guild %s; the limits are now %d bytes each, %d together",
            len(sizes), together, card.guild_id, limit.file, limit.request,
        )  # fmt: skip

    def _hear(self, notice: Notice) -> None:
        guild_id = int(notice.key) if notice.key else None
        heard = _Limit(int(notice.data["file"]), int(notice.data["request"]))
        known = self._learned.get(guild_id, heard)
        self._learned[guild_id] = _Limit(min(known.file, heard.file), min(known.request, heard.request))

    def _limit(self, card: Card) -> _Limit:
        stated = card.upload_limit
        learned = self._learned.get(card.guild_id, _Limit(stated, max(stated, REQUEST_LIMIT)))
        return _Limit(min(stated, learned.file), learned.request)


def _below(size: int) -> int:
    return next((step for step in _STEPS if step < size), size // 2)
