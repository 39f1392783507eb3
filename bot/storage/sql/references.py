"""The references of jobs in PostgreSQL, where every process finds them."""

from asyncio import to_thread
from collections.abc import Collection
from pathlib import Path

from bot.storage.database import Database

# Its first number tells what is locked: two processes that trim at once would both delete the oldest.
_LOCK = "SELECT pg_advisory_xact_lock(3, 0)"

_PUT = """
    INSERT INTO refs (job_id, number, bytes) VALUES (?, ?, ?)
    ON CONFLICT (job_id, number) DO UPDATE SET bytes = excluded.bytes
"""

# The sums of the newest jobs, one by one, until they exceed the limit. A job that is no longer stored is the oldest.
# The length of a value that is stored out of line is known without reading it.
_TRIM = """
    DELETE FROM refs WHERE job_id IN (
        SELECT job_id FROM (
            SELECT job_id, sum(size) OVER (ORDER BY created_at DESC NULLS LAST, job_id) AS together FROM (
                SELECT refs.job_id, jobs.created_at, sum(octet_length(refs.bytes)) AS size
                FROM refs LEFT JOIN jobs ON jobs.id = refs.job_id GROUP BY refs.job_id, jobs.created_at
            ) AS sizes
        ) AS sums WHERE together > ?
    )
"""

_HAS = "SELECT number FROM refs WHERE job_id = ? AND number = ?"

_GET = "SELECT bytes FROM refs WHERE job_id = ? AND number = ?"


class SqlReferences:
    """The references of all processes' jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def has(self, job_id: str, number: int) -> bool:
        return bool(await self._database.fetch(_HAS, (job_id, number)))

    async def put(self, job_id: str, number: int, source: Path, limit: int) -> None:
        data = await to_thread(source.read_bytes)
        async with self._database.transaction() as transaction:
            await transaction.fetch(_LOCK)
            await transaction.write(_PUT, (job_id, number, data))
            await transaction.write(_TRIM, (limit,))

    async def get(self, job_id: str, number: int) -> bytes | None:
        rows = await self._database.fetch(_GET, (job_id, number))
        return bytes(rows[0]["bytes"]) if rows else None

    async def jobs(self) -> list[str]:
        return [row["job_id"] for row in await self._database.fetch("SELECT DISTINCT job_id FROM refs")]

    async def delete(self, job_ids: Collection[str]) -> None:
        if job_ids:
            await self._database.write_all([("DELETE FROM refs WHERE job_id = ?", (job_id,)) for job_id in job_ids])
            await self._database.scrub()
