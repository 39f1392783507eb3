"""Each member's word about the use of their pictures as references by others."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from bot.cluster.signals import Signals
from bot.errors import StorageError, StorageUnavailable, saving
from bot.requests.source import Origin, Source
from bot.runtime.clock import Clock
from bot.servers.cache import SignalledCache
from bot.servers.errors import AuthorForbids, AuthorUnknown, NotOptedIn, OnlyOwnOutside, ReferenceRefused
from bot.servers.rules import ReferenceRule

TOPIC = "consent"
"""The signal by which other processes learn that a member's word has changed."""


class Consent(StrEnum):
    """Who may use a member's pictures, in the member's own word."""

    UNSAID = "unsaid"
    """The rule of the server decides."""

    NOBODY = "nobody"
    """Nobody else, whatever the rule of a server."""

    ANYONE = "anyone"


Words = Mapping[int, Consent]
"""The words of members by their ids."""


def check_source(source: Source, user_id: int, rule: ReferenceRule, words: Words, *, in_server: bool) -> None:
    """Raise ReferenceRefused unless a member may use the picture under the ``rule`` of the place.

    A picture that the bot drew for another member is the bot's, so that every rule allows it; but the word of whoever
    requested it counts. ``words`` must hold the word of the picture's author.
    """
    if source.is_of(user_id):
        return
    word = words[source.user_id] if source.user_id is not None else Consent.UNSAID
    if word is Consent.NOBODY:
        raise AuthorForbids
    if source.origin is Origin.CARD:
        return
    if source.origin is Origin.UNKNOWN:
        raise AuthorUnknown
    if rule is ReferenceRule.OWN:
        raise ReferenceRefused if in_server else OnlyOwnOutside
    if rule is ReferenceRule.OPTED_IN and word is not Consent.ANYONE:
        raise NotOptedIn


class ConsentRepository(Protocol):
    """Port: where members' words are stored. Every call may raise StorageError."""

    async def find(self, user_id: int) -> Consent:
        """A member's word. One that this version can't read is NOBODY, which never allows too much."""

    async def save(self, user_id: int, word: Consent) -> None:
        """Store a member's word; nothing is stored of a member whose word is UNSAID."""


class Consents:
    """The words of all members, read from memory."""

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

    async def erase(self, user_id: int) -> None:
        """Erase a member's word, unless it forbids: who has their data erased has not allowed anything by that.

        Raises:
            SaveFailed, StorageUnavailable: it is not erased.
        """
        if await self.of(user_id) is Consent.ANYONE:
            await self.set(user_id, Consent.UNSAID)
