"""The table of what members have chosen, as JSON."""

from bot.members.preferences import Preferences
from bot.storage.sqlite.database import Database
from bot.storage.sqlite.records import Records

_DEFAULTS = Records(Preferences)


class SqlitePreferences:
    """The defaults of the members of a bot that runs as one process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: int) -> Preferences | None:
        """What a member has chosen, None if nothing, or nothing that this version knows."""
        rows = await self._database.fetch("SELECT data FROM members WHERE user_id = ?", (user_id,))
        return _DEFAULTS.load(rows[0]["data"], f"what user {user_id} has chosen") if rows else None

    async def save(self, user_id: int, defaults: Preferences) -> None:
        """Store what a member has chosen."""
        statement = "INSERT OR REPLACE INTO members (user_id, data) VALUES (?, ?)"
        await self._database.write(statement, (user_id, _DEFAULTS.dump(defaults, exclude_none=True)))

    async def delete(self, user_id: int) -> None:
        """Delete what a member has chosen."""
        await self._database.write("DELETE FROM members WHERE user_id = ?", (user_id,))
