"""The pending messages in SQL, as JSON."""

from bot.errors import Duplicate
from bot.storage.database import Database
from bot.storage.sql.records import Records
from bot.worker.pending import PendingMessage

_PENDING = Records(PendingMessage)

_ADD = "INSERT INTO pending_messages (id, data, owner) VALUES (?, ?, ?)"

_ADDED = "SELECT id FROM pending_messages WHERE id = ? AND data = ? AND owner = ?"

_UPDATE = "UPDATE pending_messages SET data = ? WHERE id = ?"

_ORPHANS = "SELECT id, data FROM pending_messages WHERE owner IS NULL ORDER BY id"

_ADOPT = "UPDATE pending_messages SET owner = ? WHERE id = ? AND (owner IS NULL OR owner = ?)"


class SqlPending:
    """The pending messages in a database, for the run with the id ``run``.

    A member waits for a new one to be stored in ``members``, the same database (None: ``database``).
    """

    def __init__(self, database: Database, run: str, members: Database | None = None) -> None:
        self._database = database
        self._run = run
        self._members = members or database

    async def add(self, pending: PendingMessage) -> None:
        data = _PENDING.dump(pending)
        try:
            await self._members.write(_ADD, (pending.id, data, self._run))
        except Duplicate:
            # The first of two tries may have got through, though its answer did not: its mark is that of no other.
            if not await self._members.fetch(_ADDED, (pending.id, data, self._run)):
                raise

    async def update(self, pending: PendingMessage) -> None:
        await self._database.write(_UPDATE, (_PENDING.dump(pending), pending.id))

    async def delete(self, pending_id: str) -> None:
        await self._database.write("DELETE FROM pending_messages WHERE id = ?", (pending_id,))

    async def adopt(self) -> list[PendingMessage]:
        rows = await self._database.fetch(_ORPHANS)
        # Of several runs that adopt at once, one gets each message. A repeated try finds it its own.
        adopted = await self._database.write_all([(_ADOPT, (self._run, row["id"], self._run)) for row in rows])
        ours = [row for row, is_ours in zip(rows, adopted, strict=True) if is_ours]
        return [pending for row in ours if (pending := _PENDING.load(row["data"], "a pending message"))]
