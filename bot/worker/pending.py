"""Cards that show something under way which is no job: files being read, pictures being brought to another card.

Such a card is written down before it is shown. What is still written down at the start was cut off when an earlier run
ended, and has to be told that nothing comes of it any more.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Container
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Protocol, Self

from bot.errors import AlreadyHandled, Duplicate, StorageError, StorageUnavailable
from bot.jobs.card import Card


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """A card, and the member for whom it is there. ``id`` is that of the interaction it answers.

    While it is ``erasing``, the member's messages are being deleted, which the next run carries on.
    """

    id: str
    user_id: int
    card: Card
    erasing: bool = False

    def on_card(self, card: Card) -> Self:
        """The same errand, shown on ``card``."""
        return replace(self, card=card)


class PendingRepository(Protocol):
    """Where errands are stored. Every call may raise StorageError."""

    async def add(self, pending: PendingMessage) -> None:
        """Store a new errand. Raises Duplicate for a second one of an interaction."""

    async def update(self, pending: PendingMessage) -> None:
        """Store an errand as it is now."""

    async def delete(self, pending_id: str) -> None:
        """Delete an errand."""

    async def all(self) -> list[PendingMessage]:
        """Every errand that is stored."""


class PendingMessages:
    """Remembers errands from before their cards are there until nothing is left to be told on them."""

    def __init__(self, repository: PendingRepository) -> None:
        self._repository = repository

    async def begin(self, pending: PendingMessage, show: Callable[[], Awaitable[int | None]]) -> PendingMessage:
        """``show`` the card, which returns the id of its message; what it raises ends the errand.

        Raises:
            AlreadyHandled: the interaction has an errand already, and this one was not shown.
            StorageUnavailable: it can't be written down, and was not shown.
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
        # The id is needed only once the interaction's token is dead.
        await self.set_card(pending)
        return pending

    async def set_card(self, pending: PendingMessage) -> None:
        """Remember where the card of an errand is now."""
        with suppress(StorageError):
            await self._repository.update(pending)

    @asynccontextmanager
    async def under_way(self, pending: PendingMessage) -> AsyncIterator[None]:
        """End an errand with the block, however that goes, unless the bot's own end cuts it off."""
        try:
            yield
        except Exception:
            await self.end(pending)
            raise
        await self.end(pending)

    async def end(self, pending: PendingMessage) -> None:
        """Forget an errand, and with it the token of its interaction."""
        with suppress(StorageError):
            await self._repository.delete(pending.id)

    async def interrupted(self, claimed: Container[str]) -> list[PendingMessage]:
        """What an earlier run left behind. Those whose token is ``taken`` by a job are forgotten: it has their card.

        Raises:
            StorageError: they can't be read.
        """
        found = await self._repository.all()
        for pending in found:
            if pending.card.token in claimed:
                await self.end(pending)
        return [pending for pending in found if pending.card.token not in claimed]
