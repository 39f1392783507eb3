"""The pending messages in SQL, as JSON."""

from bot.storage.database import Database
from bot.storage.sql.records import Records
from bot.worker.pending import PendingMessage

_PENDING = Records(PendingMessage)


class SqlPending:
    """The pending messages in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, pending: PendingMessage) -> None:
        await self._write("INSERT INTO pending_messages (data, id) VALUES (?, ?)", pending)

    async def update(self, pending: PendingMessage) -> None:
        await self._write("UPDATE pending_messages SET data = ? WHERE id = ?", pending)

    async def delete(self, pending_id: str) -> None:
        await self._database.write("DELETE FROM pending_messages WHERE id = ?", (pending_id,))

    async def all(self) -> list[PendingMessage]:
        rows = await self._database.fetch("SELECT data FROM pending_messages")
        return [pending for row in rows if (pending := _PENDING.load(row["data"], "a pending message"))]

    async def _write(self, statement: str, pending: PendingMessage) -> None:
        await self._database.write(statement, (_PENDING.dump(pending), pending.id))
