"""How large an upload may be: what Discord says, lowered by what it refuses.

Source: https://discord.com/developers/docs/reference#uploading-files (a limit for each file, 25 MiB for a request).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from cachetools import LRUCache

from bot.jobs.card import Card
from cogs.discord_numbers import MAX_FILES

_log = logging.getLogger(__name__)

MIB = 1 << 20

CAPACITY = 10_000
"""Servers whose limits are kept; of one that was not posted to for longest, they are learned again."""

REQUEST_LIMIT = 25 * MIB - 64 * 1024
"""Bytes of all the files of a message together, with some room for what stands around them."""

SHARPEST = MIB
"""Bytes that a picture should not be pressed below before it gets a message of its own."""

# Limits that Discord has had for a file; a refused upload falls to the next one below, and then by halves.
_STEPS = tuple(mib * MIB for mib in (100, 50, 25, 20, 10, 8))


@dataclass(slots=True)
class _Limit:
    file: int
    request: int


class UploadLimits:
    """The limits of each server, learned anew by every process. Sizes are in bytes.

    A message holds ``most_pictures``, fewer where each would have to be pressed too small.
    """

    def __init__(self, capacity: int = CAPACITY, most_pictures: int = MAX_FILES) -> None:
        self._most_pictures = most_pictures
        self._learned = LRUCache[int | None, _Limit](capacity)

    def of(self, card: Card, sizes: Sequence[int]) -> int:
        """What each of the files with these ``sizes`` may have on ``card``."""
        limit = self._limit(card)
        together = sum(min(size, limit.file) for size in sizes)
        return limit.file if together <= limit.request else min(limit.file, limit.request // len(sizes))

    def per_message(self, card: Card) -> int:
        """How many pictures a message of ``card`` should hold, so that none has to be pressed too small."""
        return min(self._most_pictures, max(1, self._limit(card).request // SHARPEST))

    def lower(self, card: Card, sizes: Sequence[int]) -> None:
        """Learn from a refusal of files with these ``sizes``: each may be too large, or all of them together."""
        limit = self._limit(card)
        largest, together = max(sizes), sum(sizes)
        if len(sizes) > 1 and largest <= _STEPS[-1]:
            limit.request = _below(min(limit.request, together))
        else:
            limit.file = _below(min(limit.file, largest))
        self._learned[card.guild_id] = limit
        _log.warning(
            "Discord refused %d files of %d bytes in guild %s; from now on up to %d each, %d together",
            len(sizes), together, card.guild_id, limit.file, limit.request,
        )  # fmt: skip

    def _limit(self, card: Card) -> _Limit:
        stated = card.upload_limit
        known = self._learned.get(card.guild_id, _Limit(stated, max(stated, REQUEST_LIMIT)))
        return _Limit(min(stated, known.file), known.request)


def _below(size: int) -> int:
    return next((step for step in _STEPS if step < size), size // 2)
