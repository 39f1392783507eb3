"""The table of errands, as JSON."""

import logging

from pydantic import TypeAdapter, ValidationError

from bot.storage.sqlite.database import Database
from bot.worker.pending import Errand

_log = logging.getLogger(__name__)
_ERRAND: TypeAdapter[Errand] = TypeAdapter(Errand)


class SqlitePending:
    """The errands of a bot that runs as one process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, errand: Errand) -> None:
        """Store a new errand. Raises Duplicate for a second one of an interaction."""
        await self._write("INSERT INTO errands (data, id) VALUES (?, ?)", errand)

    async def update(self, errand: Errand) -> None:
        """Store an errand as it is now."""
        await self._write("UPDATE errands SET data = ? WHERE id = ?", errand)

    async def delete(self, errand_id: str) -> None:
        """Delete an errand."""
        await self._database.write("DELETE FROM errands WHERE id = ?", (errand_id,))

    async def all(self) -> list[Errand]:
        """Every errand that is stored and can be read."""
        rows = await self._database.fetch("SELECT data FROM errands")
        return [errand for row in rows if (errand := _read(row["data"]))]

    async def _write(self, statement: str, errand: Errand) -> None:
        await self._database.write(statement, (_ERRAND.dump_json(errand).decode(), errand.id))


def _read(data: str) -> Errand | None:
    """An errand from its row; one that can't be read must not keep the bot from starting."""
    try:
        return _ERRAND.validate_json(data)
    except ValidationError as error:
        _log.error("an errand can't be read and is left alone: %s", error.errors(include_input=False)[0])
        return None
