"""Each member's word about the use of their pictures as references by others."""

from enum import StrEnum
from typing import Protocol

from bot.cluster.signals import Signals
from bot.errors import StorageError, StorageUnavailable, saving
from bot.runtime.clock import Clock
from bot.servers.cache import SignalledCache

TOPIC = "consent"
"""The signal by which other processes learn that a member's word has changed."""


class Consent(StrEnum):
    """Who may use a member's pictures, in the member's own word."""

    UNSAID = "unsaid"
    """The rule of the server decides."""

    NOBODY = "nobody"
    """Nobody else, whatever the rule of a server."""

    ANYONE = "anyone"


class ConsentRepository(Protocol):
    """Port: where members' words are stored. Every call may raise StorageError."""

    async def find(self, user_id: int) -> Consent:
        """A member's word. One that this version can't read is NOBODY, which never allows too much."""

    async def save(self, user_id: int, word: Consent) -> None:
        """Store a member's word; nothing is stored of a member whose word is UNSAID."""


class Consents:
    """The words of all members, read from memory.

    An erasure of a member's data leaves it: whoever forbids the use of their pictures has not allowed it by that.
    """

    def __init__(self, repository: ConsentRepository, signals: Signals, clock: Clock) -> None:
        self._repository = repository
        self._cache = SignalledCache[Consent](TOPIC, repository.find, signals, clock)

    async def of(self, user_id: int) -> Consent:
        """A member's word. Raises StorageUnavailable."""
        try:
            return await self._cache.get(user_id)
        except StorageError as error:
            raise StorageUnavailable from error

    async def set(self, user_id: int, word: Consent) -> None:
        """Store a member's word. Raises SaveFailed."""
        try:
            with saving():
                await self._repository.save(user_id, word)
        finally:
            self._cache.changed(user_id)
