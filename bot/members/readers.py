"""Members who have the bot read much for them: one such request at a time each, as it costs them nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.members.errors import AlreadyWaiting


class Readers:
    """Who waits for a search, an export or for originals."""

    def __init__(self) -> None:
        self._waiting: set[int] = set()

    @contextmanager
    def reading(self, user_id: int) -> Iterator[None]:
        """Read for a member. Raises StillFetching while something else is read for the same one."""
        if user_id in self._waiting:
            raise AlreadyWaiting
        self._waiting.add(user_id)
        try:
            yield
        finally:
            self._waiting.discard(user_id)
