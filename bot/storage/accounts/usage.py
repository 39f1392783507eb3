"""What the jobs of servers cost, in SQL. Erased jobs keep what is read here."""

from collections.abc import AsyncIterator

from bot.budgets.spans import Span
from bot.budgets.usage import Charged
from bot.storage.database import Database

_OF_SERVER = """
    SELECT id, user_id, channel_id, size, created_at, credits FROM jobs
    WHERE server_id = ? AND (created_at, id) > (?, ?) AND created_at < ? ORDER BY created_at, id LIMIT ?
"""

JOBS_AT_ONCE = 500
"""Jobs per page of a report: few columns of each are read."""


class SqlUsage:
    """What the jobs in a database cost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_server(self, server_id: int, span: Span) -> AsyncIterator[Charged]:
        # Before the first id of the first moment.
        after: tuple[float, str] = (span.starts, "")
        while rows := await self._database.fetch(_OF_SERVER, (server_id, *after, span.ends, JOBS_AT_ONCE)):
            for row in rows:
                yield Charged(row["user_id"], row["channel_id"], row["size"], row["created_at"], row["credits"])
            after = rows[-1]["created_at"], rows[-1]["id"]
