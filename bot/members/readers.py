"""Limits each member to one free but expensive read at a time: a search, an export or originals."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.members.errors import AlreadyWaiting


class Readers:
    """The members with such a read under way, in memory."""

    def __init__(self) -> None:
        self._waiting: set[int] = set()

    @contextmanager
    def reading(self, user_id: int) -> Iterator[None]:
        """Hold the member's one read until the block ends. Raises AlreadyWaiting if they have another one."""
        if user_id in self._waiting:
            raise AlreadyWaiting
        self._waiting.add(user_id)
        try:
            yield
        finally:
            self._waiting.discard(user_id)
