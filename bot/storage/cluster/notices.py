"""Notices as rows; a notice that has ended is deleted with the next one that is kept."""

import json
from collections.abc import Sequence

from bot.cluster.notices import Notice
from bot.storage.database import Database

MOST = 10_000
"""Notices of one topic that are read, those that last longest."""

_KEEP = """
    INSERT INTO notices (topic, key, until, data) VALUES (?, ?, now() + make_interval(secs => ?), ?)
    ON CONFLICT (topic, key) DO UPDATE SET until = excluded.until, data = excluded.data
"""

_WITHDRAW = "DELETE FROM notices WHERE topic = ? AND key = ?"

# One that another process renews at this moment is locked: two that waited for each other would both fail.
_FORGET = """
    DELETE FROM notices WHERE (topic, key) IN (
        SELECT topic, key FROM notices WHERE until <= now() FOR UPDATE SKIP LOCKED
    )
"""

_OF = """
    SELECT key, data, CAST(extract(epoch FROM until - now()) AS DOUBLE PRECISION) AS seconds FROM notices
    WHERE topic = ? AND until > now() ORDER BY until DESC LIMIT ?
"""


class SqlNotices:
    """The notices of all processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, notice: Notice) -> None:
        if notice.seconds > 0:
            values = notice.topic, notice.key, notice.seconds, json.dumps(dict(notice.data))
            await self._database.write_all([(_KEEP, values), (_FORGET, ())])
        else:
            await self._database.write(_WITHDRAW, (notice.topic, notice.key))

    async def of(self, topic: str) -> Sequence[Notice]:
        rows = await self._database.fetch(_OF, (topic, MOST))
        return [Notice(topic, row["seconds"], row["key"], json.loads(row["data"])) for row in rows]
