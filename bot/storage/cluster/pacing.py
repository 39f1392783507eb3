"""The pace of new sessions over all processes: when the next shard of a bucket may send IDENTIFY is a row."""

from bot.cluster.sharding import IDENTIFY_GAP
from bot.runtime.clock import Clock
from bot.storage.database import Database

LONGEST = 15.0
"""Seconds for which a turn is reserved ahead. A connection that waits for longer may be closed meanwhile, and its turn
would be nobody's."""

_TURN = """
    INSERT INTO identifies AS turns (bucket, next_at) VALUES (?, now() + make_interval(secs => ?))
    ON CONFLICT (bucket) DO UPDATE SET next_at = greatest(turns.next_at, now()) + make_interval(secs => ?)
        WHERE turns.next_at < now() + make_interval(secs => ?)
    RETURNING extract(epoch FROM next_at - now())::double precision AS seconds
"""


class SharedPace:
    """The pace of all processes that share a database. Its clock alone counts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def turn(self, shard_id: int, max_concurrency: int) -> None:
        bucket = shard_id % max_concurrency
        while not (rows := await self._database.fetch(_TURN, (bucket, IDENTIFY_GAP, IDENTIFY_GAP, LONGEST))):
            await self._clock.sleep(IDENTIFY_GAP)
        await self._clock.sleep(rows[0]["seconds"] - IDENTIFY_GAP)
