"""The leases of runs as rows; what a run owns is nobody's once its row is deleted."""

from bot.storage.database import Database

# Its first try may have got through, though its answer did not.
_BEGIN = """
    INSERT INTO runs (id, expires_at) VALUES (?, now() + make_interval(secs => ?))
    ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
"""

_RENEW = "UPDATE runs SET expires_at = now() + make_interval(secs => ?) WHERE id = ?"

# A run that is late but renews itself at this moment is locked.
_REAP = "DELETE FROM runs WHERE id IN (SELECT id FROM runs WHERE expires_at < now() FOR UPDATE SKIP LOCKED)"

_END = "DELETE FROM runs WHERE id = ?"


class SqlRuns:
    """The runs of all processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, run: str, seconds: float) -> None:
        await self._database.write(_BEGIN, (run, seconds))

    async def renew(self, run: str, seconds: float, *, reap: bool) -> bool:
        # Its own row first, in one transaction: a run that is late must not reap itself.
        async with self._database.transaction() as transaction:
            renewed = await transaction.write(_RENEW, (seconds, run))
            if renewed and reap:
                await transaction.write(_REAP, ())
        return renewed > 0

    async def end(self, run: str) -> None:
        await self._database.write(_END, (run,))
