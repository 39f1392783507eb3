"""The blocks of members in SQL: columns alone, so that every version can read each."""

from bot.servers.acts import Act
from bot.servers.blocks import Block
from bot.storage.database import Database
from bot.storage.servers.acts import adding
from bot.storage.sql.search import storable

_OF_SERVER = "SELECT guild_id, user_id, until, reason, by_user, at FROM blocks WHERE guild_id = ?"

_PUT = """
    INSERT INTO blocks (guild_id, user_id, until, reason, by_user, at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (guild_id, user_id) DO UPDATE
    SET until = excluded.until, reason = excluded.reason, by_user = excluded.by_user, at = excluded.at
"""

_REMOVE = "DELETE FROM blocks WHERE guild_id = ? AND user_id = ?"


class SqlBlocks:
    """The blocks of all servers in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_server(self, guild_id: int) -> list[Block]:
        rows = await self._database.fetch(_OF_SERVER, (guild_id,))
        return [
            Block(row["guild_id"], row["user_id"], row["until"], row["reason"], row["by_user"], row["at"])
            for row in rows
        ]

    async def put(self, block: Block, act: Act) -> None:
        values = (
            block.guild_id,
            block.user_id,
            block.until,
            storable(block.reason),
            block.by_user,
            block.at,
        )
        await self._database.write_all([(_PUT, values), adding(act)])

    async def remove(self, guild_id: int, user_id: int, act: Act) -> bool:
        async with self._database.transaction() as transaction:
            removed = await transaction.write(_REMOVE, (guild_id, user_id))
            if removed:
                await transaction.write(*adding(act))
            return bool(removed)
