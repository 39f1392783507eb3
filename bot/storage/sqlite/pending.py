"""The table of errands, as JSON."""

from bot.storage.sqlite.database import Database
from bot.storage.sqlite.records import Records
from bot.worker.pending import Errand

_ERRAND = Records(Errand)


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
        return [errand for row in rows if (errand := _ERRAND.load(row["data"], "an errand"))]

    async def _write(self, statement: str, errand: Errand) -> None:
        await self._database.write(statement, (_ERRAND.dump(errand), errand.id))
