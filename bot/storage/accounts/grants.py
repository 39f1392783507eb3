"""The grants of credits in SQL."""

from bot.budgets.grants import Grant
from bot.servers.acts import Act
from bot.storage.database import Database
from bot.storage.servers.acts import adding

_OF_SERVER = "SELECT id, guild_id, user_id, credits, starts, ends, by_user FROM grants WHERE guild_id = ? ORDER BY id"

# Once: a call may be carried out twice.
_ADD = """
    INSERT INTO grants (id, guild_id, user_id, credits, starts, ends, by_user) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING
"""

_FORGET = "DELETE FROM grants WHERE ends < ?"


class SqlGrants:
    """The grants of all servers in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_server(self, guild_id: int) -> tuple[Grant, ...]:
        return tuple(
            Grant(
                row["id"], row["guild_id"], row["user_id"], row["credits"], row["starts"], row["ends"], row["by_user"]
            )
            for row in await self._database.fetch(_OF_SERVER, (guild_id,))
        )

    async def add(self, grant: Grant, act: Act) -> None:
        values = grant.id, grant.guild_id, grant.user_id, grant.credits, grant.starts, grant.ends, grant.by_user
        await self._database.write_all([(_ADD, values), adding(act)])

    async def forget(self, before: float) -> None:
        await self._database.write(_FORGET, (before,))
