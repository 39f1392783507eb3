"""The images that members have selected for their next request."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from cachetools import TTLCache

from bot.errors import StorageError, StorageUnavailable, saving
from bot.requests.attachment import ImageAttachment
from bot.requests.request import MAX_REFERENCES
from bot.runtime.clock import Clock

TTL = 10 * 60.0
"""Seconds for which a selection is kept after its last change."""

CAPACITY = 1000
"""How many selections are kept in memory; beyond that, the least recently used one is dropped."""

Selected = tuple[ImageAttachment, ...]
Change = Callable[[Selected], Iterable[ImageAttachment]]
"""What makes a member's images of those before."""


@dataclass(frozen=True, slots=True)
class ReferenceSelection:
    """A member's selected images; they expire at ``until`` (epoch seconds)."""

    images: Selected = ()
    until: float = 0.0


class SelectionRepository(Protocol):
    """Port: where selections are kept until they expire. Every call may raise StorageError."""

    async def find(self, user_id: int) -> ReferenceSelection:
        """A member's selection, empty if there is none or it has expired."""

    async def change(self, user_id: int, change: Change) -> None:
        """Change a member's images; nobody else changes them meanwhile. None left: nothing is kept."""


class MemorySelections:
    """Selections in memory: after a restart, members select again in seconds."""

    def __init__(self, clock: Clock, capacity: int = CAPACITY, ttl: float = TTL) -> None:
        self._clock = clock
        self._ttl = ttl
        self._selections = TTLCache[int, tuple[Selected, float], float](capacity, ttl, timer=clock.monotonic)

    async def find(self, user_id: int) -> ReferenceSelection:
        if not (entry := self._selections.get(user_id)):
            return ReferenceSelection()
        images, until = entry
        return ReferenceSelection(images, self._clock.to_wall_time(until))

    async def change(self, user_id: int, change: Change) -> None:
        images = tuple(change((await self.find(user_id)).images))
        self._selections.pop(user_id, None)
        if images:
            self._selections[user_id] = images, self._clock.monotonic() + self._ttl


class ReferenceSelections:
    """All members' selections."""

    def __init__(self, repository: SelectionRepository) -> None:
        self._repository = repository

    async def of(self, user_id: int) -> ReferenceSelection:
        """A member's selection, empty if there is none or it has expired. Raises StorageUnavailable."""
        try:
            return await self._repository.find(user_id)
        except StorageError as error:
            raise StorageUnavailable from error

    async def add(self, user_id: int, images: Iterable[ImageAttachment]) -> int:
        """Add ``images`` to a member's selection, up to imini's limit; returns how many did not fit.

        Raises:
            SaveFailed: nothing was added.
        """
        added = {image.url: image for image in images}
        left_out = 0

        def union(selected: Selected) -> Selected:
            nonlocal left_out
            together = tuple(({image.url: image for image in selected} | added).values())
            left_out = len(together[MAX_REFERENCES:])
            return together[:MAX_REFERENCES]

        with saving():
            await self._repository.change(user_id, union)
        return left_out

    async def remove(self, user_id: int, urls: Iterable[str]) -> None:
        """Remove the images at ``urls`` from a member's selection; unknown URLs are ignored. Raises SaveFailed."""
        removed = set(urls)
        with saving():
            await self._repository.change(
                user_id, lambda selected: [image for image in selected if image.url not in removed]
            )

    async def erase(self, user_id: int) -> None:
        """Remove all images from a member's selection. Raises SaveFailed."""
        with saving():
            await self._repository.change(user_id, lambda _: ())
