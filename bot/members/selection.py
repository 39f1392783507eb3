"""The images that members have selected for their next request."""

from collections.abc import Iterable
from dataclasses import dataclass

from cachetools import TTLCache

from bot.requests.attachment import ImageAttachment
from bot.requests.request import MAX_REFERENCES
from bot.runtime.clock import Clock

TTL = 10 * 60.0
"""Seconds for which a selection is kept after its last change."""

CAPACITY = 1000
"""How many selections are kept; beyond that, the least recently used one is dropped."""


@dataclass(frozen=True, slots=True)
class ReferenceSelection:
    """A member's selected images; they expire at ``until`` (epoch seconds)."""

    images: tuple[ImageAttachment, ...] = ()
    until: float = 0.0


class ReferenceSelections:
    """All members' selections, in memory only: after a restart, members select again in seconds."""

    def __init__(self, clock: Clock, capacity: int = CAPACITY, ttl: float = TTL) -> None:
        self._clock = clock
        self._ttl = ttl
        self._selections = TTLCache[int, tuple[tuple[ImageAttachment, ...], float], float](
            capacity, ttl, timer=clock.monotonic
        )

    def of(self, user_id: int) -> ReferenceSelection:
        """A member's selection, empty if there is none or it has expired."""
        if not (entry := self._selections.get(user_id)):
            return ReferenceSelection()
        images, until = entry
        return ReferenceSelection(images, self._clock.to_wall_time(until))

    def add(self, user_id: int, images: Iterable[ImageAttachment]) -> int:
        """Add ``images`` to a member's selection, up to imini's limit; returns how many did not fit."""
        selected = {image.url: image for image in self.of(user_id).images}
        union = list((selected | {image.url: image for image in images}).values())
        self._put(user_id, union[:MAX_REFERENCES])
        return len(union[MAX_REFERENCES:])

    def remove(self, user_id: int, urls: Iterable[str]) -> None:
        """Remove the images at ``urls`` from a member's selection; unknown URLs are ignored."""
        removed = set(urls)
        self._put(user_id, [image for image in self.of(user_id).images if image.url not in removed])

    def erase(self, user_id: int) -> None:
        self._put(user_id, ())

    def _put(self, user_id: int, images: Iterable[ImageAttachment]) -> None:
        # An empty selection is not stored.
        self._selections.pop(user_id, None)
        if selected := tuple(images):
            self._selections[user_id] = selected, self._clock.monotonic() + self._ttl
