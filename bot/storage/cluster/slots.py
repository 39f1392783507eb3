"""Slots as rows: each belongs to a run, which ends with its lease. ``of`` is how many there are."""

from bot.storage.database import Database

# Those that are missing: another process may be changing one that is there, and would be waited for.
_MAKE = """
    INSERT INTO slots (of, number) SELECT ?, number FROM generate_series(0, ? - 1) AS number
    WHERE NOT EXISTS (SELECT FROM slots WHERE slots.of = ? AND slots.number = number.number)
    ON CONFLICT DO NOTHING
"""

# Its own one first: the answer to an earlier try may have been lost.
_TAKE = """
    UPDATE slots SET owner = ? WHERE (of, number) = (
        SELECT of, number FROM slots WHERE of = ? AND (owner IS NULL OR owner = ?)
        ORDER BY owner NULLS LAST, number LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING number
"""

# Those who agree at the same time wait for each other. The first number is that of shards (``postgres/schema.py``).
_LOCK = "SELECT pg_advisory_xact_lock(3, ?)"

_SHARDS = "SELECT count FROM shard_count WHERE of = ?"

_HELD_BY_OTHERS = "SELECT number FROM slots WHERE of = ? AND owner != ? LIMIT 1"

_AGREE = "INSERT INTO shard_count (of, count) VALUES (?, ?) ON CONFLICT (of) DO UPDATE SET count = excluded.count"

_FREE = "SELECT number FROM slots WHERE of = ? AND owner IS NULL ORDER BY number"

_OTHERS = "SELECT of FROM slots WHERE of != ? AND owner IS NOT NULL LIMIT 1"


class SqlSlots:
    """The slots of all processes, for the run with the id ``run``."""

    def __init__(self, database: Database, run: str) -> None:
        self._database = database
        self._run = run

    async def take(self, of: int) -> int | None:
        await self._database.write(_MAKE, (of, of, of))
        rows = await self._database.fetch(_TAKE, (self._run, of, self._run))
        return int(rows[0]["number"]) if rows else None

    async def agree(self, of: int, shards: int, refused: int | None) -> int:
        async with self._database.transaction() as transaction:
            await transaction.fetch(_LOCK, (of,))
            rows = await transaction.fetch(_SHARDS, (of,))
            if rows and rows[0]["count"] != refused and await transaction.fetch(_HELD_BY_OTHERS, (of, self._run)):
                return int(rows[0]["count"])
            await transaction.write(_AGREE, (of, shards))
        return shards

    async def shards(self, of: int) -> int:
        rows = await self._database.fetch(_SHARDS, (of,))
        return int(rows[0]["count"]) if rows else 0

    async def free(self, of: int) -> list[int]:
        return [int(row["number"]) for row in await self._database.fetch(_FREE, (of,))]

    async def others(self, of: int) -> int | None:
        rows = await self._database.fetch(_OTHERS, (of,))
        return int(rows[0]["of"]) if rows else None
