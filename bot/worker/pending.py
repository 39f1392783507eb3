"""Cards that show something under way which is no job: files being read, pictures being brought to another card.

Such a card is written down before it is shown. What is still written down at the start was cut off when an earlier run
ended, and has to be told that nothing comes of it any more.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Container
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Self

from pydantic import TypeAdapter, ValidationError

from bot.errors import AlreadyHandled, JournalUnavailable
from bot.errors.storage import Duplicate, StorageError
from bot.jobs.job import Card
from bot.storage.sqlite.database import Database

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
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


_ERRAND: TypeAdapter[Errand] = TypeAdapter(Errand)


class Errands:
    """Remembers errands from before their cards are there until nothing is left to be told on them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, errand: Errand, show: Callable[[], Awaitable[int | None]]) -> Errand:
        """``show`` the card, which returns the id of its message; what it raises ends the errand.

        Raises:
            AlreadyHandled: the interaction has an errand already, and this one was not shown.
            JournalUnavailable: it can't be written down, and was not shown.
        """
        try:
            await self._write("INSERT INTO errands (data, id) VALUES (?, ?)", errand)
        except Duplicate as error:
            raise AlreadyHandled from error
        except StorageError as error:
            raise JournalUnavailable from error
        try:
            message_id = await show()
        except Exception:
            await self.end(errand)
            raise
        errand = replace(errand, card=replace(errand.card, message_id=message_id))
        # The id is needed only once the interaction's token is dead.
        await self.moved(errand)
        return errand

    async def moved(self, errand: Errand) -> None:
        """Remember where the card of an errand is now."""
        with suppress(StorageError):
            await self._write("UPDATE errands SET data = ? WHERE id = ?", errand)

    @asynccontextmanager
    async def under_way(self, errand: Errand) -> AsyncIterator[None]:
        """End an errand with the block, however that goes, unless the bot's own end cuts it off."""
        try:
            yield
        except Exception:
            await self.end(errand)
            raise
        await self.end(errand)

    async def end(self, errand: Errand) -> None:
        """Forget an errand, and with it the token of its interaction."""
        with suppress(StorageError):
            await self._database.write("DELETE FROM errands WHERE id = ?", (errand.id,))

    async def left(self, taken: Container[str]) -> list[Errand]:
        """What an earlier run left behind. Those whose token is ``taken`` by a job are forgotten: it has their card.

        Raises:
            StorageError: they can't be read.
        """
        rows = await self._database.fetch("SELECT data FROM errands")
        found = [errand for row in rows if (errand := _read(row[0]))]
        for errand in found:
            if errand.card.token in taken:
                await self.end(errand)
        return [errand for errand in found if errand.card.token not in taken]

    async def _write(self, statement: str, errand: Errand) -> None:
        await self._database.write(statement, (_ERRAND.dump_json(errand).decode(), errand.id))


def _read(data: str) -> Errand | None:
    """An errand from its row; one that can't be read must not keep the bot from starting."""
    try:
        return _ERRAND.validate_json(data)
    except ValidationError as error:
        _log.error("an errand can't be read and is left alone: %s", error.errors(include_input=False)[0])
        return None
