"""The images that members have put aside for their next request."""

from collections.abc import Iterable
from dataclasses import dataclass

from cachetools import TTLCache

from bot.requests.attachment import ImageAttachment
from bot.requests.request import MAX_REFERENCES
from bot.runtime.clock import Clock

LIFE = 10 * 60.0
"""Seconds for which a tray is kept after its last change."""

CAPACITY = 1000
"""Trays kept at once; beyond that, the one that was used longest ago is dropped."""


@dataclass(frozen=True, slots=True)
class ReferenceSelection:
    """A member's images, and until when (epoch seconds) they are kept."""

    images: tuple[ImageAttachment, ...] = ()
    until: float = 0.0


class ReferenceSelections:
    """Everybody's trays, in memory: what is lost with a restart is put together again in seconds."""

    def __init__(self, clock: Clock, capacity: int = CAPACITY, life: float = LIFE) -> None:
        self._clock = clock
        self._life = life
        self._selections = TTLCache[int, tuple[tuple[ImageAttachment, ...], float], float](
            capacity, life, timer=clock.monotonic
        )

    def of(self, user_id: int) -> ReferenceSelection:
        """A member's tray; an empty one where there is none (any more)."""
        if not (kept := self._selections.get(user_id)):
            return ReferenceSelection()
        images, until = kept
        return ReferenceSelection(images, self._clock.to_wall_time(until))

    def add(self, user_id: int, images: Iterable[ImageAttachment]) -> int:
        """Put ``images`` into a member's tray as far as there is room; returns how many had to stay outside."""
        there = {image.url: image for image in self.of(user_id).images}
        wanted = list((there | {image.url: image for image in images}).values())
        self._put(user_id, wanted[:MAX_REFERENCES])
        return len(wanted[MAX_REFERENCES:])

    def remove(self, user_id: int, urls: Iterable[str]) -> None:
        """Take the images at ``urls`` out of a member's tray; those that aren't in it are passed over."""
        gone = set(urls)
        self._put(user_id, [image for image in self.of(user_id).images if image.url not in gone])

    def erase(self, user_id: int) -> None:
        """Empty a member's tray."""
        self._put(user_id, ())

    def _put(self, user_id: int, images: Iterable[ImageAttachment]) -> None:
        self._selections.pop(user_id, None)
        if kept := tuple(images):
            self._selections[user_id] = kept, self._clock.monotonic() + self._life
