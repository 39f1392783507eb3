"""The members' selected references in PostgreSQL, as JSON."""

from bot.members.selection import Change, ReferenceSelection
from bot.requests.attachment import ImageAttachment
from bot.storage.database import Database, Transaction
from bot.storage.sql.records import Records

_IMAGES = Records(tuple[ImageAttachment, ...])

# Its first number tells what is locked: a member's selection.
_LOCK = "SELECT pg_advisory_xact_lock(4, hashint8(?))"

_FIND = """
    SELECT data, CAST(extract(epoch FROM until) AS DOUBLE PRECISION) AS until FROM selections
    WHERE user_id = ? AND until > now()
"""

_SAVE = """
    INSERT INTO selections (user_id, data, until) VALUES (?, ?, now() + make_interval(secs => ?))
    ON CONFLICT (user_id) DO UPDATE SET data = excluded.data, until = excluded.until
"""

_DELETE = "DELETE FROM selections WHERE user_id = ?"

# With each change, as nobody else deletes them. One that its member changes at this moment is locked.
_FORGET = """
    DELETE FROM selections WHERE user_id IN (
        SELECT user_id FROM selections WHERE until <= now() FOR UPDATE SKIP LOCKED
    )
"""


class SqlSelections:
    """The selections of all members, each kept for ``ttl`` seconds after its last change."""

    def __init__(self, database: Database, ttl: float) -> None:
        self._database = database
        self._ttl = ttl

    async def find(self, user_id: int) -> ReferenceSelection:
        return await _found(self._database, user_id)

    async def change(self, user_id: int, change: Change) -> None:
        async with self._database.transaction() as transaction:
            # A statement of its own: what it waits for is seen by those after it alone.
            await transaction.fetch(_LOCK, (user_id,))
            images = tuple(change((await _found(transaction, user_id)).images))
            if images:
                await transaction.write(_SAVE, (user_id, _IMAGES.dump(images), self._ttl))
            else:
                await transaction.write(_DELETE, (user_id,))
            await transaction.write(_FORGET, ())


async def _found(database: Transaction, user_id: int) -> ReferenceSelection:
    rows = await database.fetch(_FIND, (user_id,))
    images = _IMAGES.load(rows[0]["data"], f"the selection of user {user_id}") if rows else None
    return ReferenceSelection(images, rows[0]["until"]) if images else ReferenceSelection()
