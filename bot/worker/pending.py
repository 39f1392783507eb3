"""Placeholder messages for work that is not a job yet: reading files, re-posting pictures, erasing data.

A pending message is stored before it is shown. What is stored at startup was interrupted by the end of an earlier
process, and its message must say so.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Container
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Protocol, Self

from bot.errors import AlreadyHandled, Duplicate, StorageError, StorageUnavailable
from bot.jobs.card import Card


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """A placeholder message for ``user_id``. ``id`` is that of its interaction.

    With ``erasing``, the member's messages are being deleted; after a crash, the next process continues that.
    """

    id: str
    user_id: int
    card: Card
    erasing: bool = False

    def on_card(self, card: Card) -> Self:
        return replace(self, card=card)


class PendingRepository(Protocol):
    """Port: where pending messages are stored. Every call may raise StorageError."""

    async def add(self, pending: PendingMessage) -> None:
        """Store a new message. Raises Duplicate for a second one of the same interaction."""

    async def update(self, pending: PendingMessage) -> None: ...

    async def delete(self, pending_id: str) -> None: ...

    async def adopt(self) -> list[PendingMessage]:
        """Take over the messages of runs that have ended, and return them."""


class PendingMessages:
    """Stores pending messages from before they are shown until their work is done."""

    def __init__(self, repository: PendingRepository) -> None:
        self._repository = repository

    async def begin(self, pending: PendingMessage, show: Callable[[], Awaitable[int | None]]) -> PendingMessage:
        """Store ``pending``, then ``show`` it. If showing it raises, it is deleted again.

        ``show`` returns the id of the message, None if Discord did not return it.

        Raises:
            AlreadyHandled: the interaction has a pending message already; this one was not shown.
            StorageUnavailable: the message can't be stored, so it was not shown.
            Exception: what ``show`` raises.
        """
        try:
            await self._repository.add(pending)
        except Duplicate as error:
            raise AlreadyHandled from error
        except StorageError as error:
            raise StorageUnavailable from error
        try:
            message_id = await show()
        except Exception:
            await self.end(pending)
            raise
        pending = replace(pending, card=replace(pending.card, message_id=message_id))
        # If this write fails, only the id is missing, and the token of the interaction still edits the message.
        await self.set_card(pending)
        return pending

    async def set_card(self, pending: PendingMessage) -> None:
        with suppress(StorageError):
            await self._repository.update(pending)

    @asynccontextmanager
    async def under_way(self, pending: PendingMessage) -> AsyncIterator[None]:
        """Delete the message's record on exit, also on errors.

        Not on CancelledError: the process is ending, and the next start must find the record.
        """
        try:
            yield
        except Exception:
            await self.end(pending)
            raise
        await self.end(pending)

    async def end(self, pending: PendingMessage) -> None:
        """Delete the record, and with it the token of the interaction."""
        with suppress(StorageError):
            await self._repository.delete(pending.id)

    async def interrupted(self, claimed: Callable[[], Awaitable[Container[str]]]) -> list[PendingMessage]:
        """The messages that processes left which have ended; they are this one's now. Raises StorageError.

        Those with a token in ``claimed()`` are deleted: a job has taken over their message.
        """
        stored = await self._repository.adopt()
        if not stored:
            return []
        tokens = await claimed()
        for pending in stored:
            if pending.card.token in tokens:
                await self.end(pending)
        return [pending for pending in stored if pending.card.token not in tokens]
