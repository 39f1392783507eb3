"""The members' preferences in SQLite, as JSON."""

from bot.members.preferences import Preferences
from bot.storage.sqlite.database import SqliteDatabase
from bot.storage.sqlite.records import Records

_PREFERENCES = Records(Preferences)


class SqlitePreferences:
    """The preferences of the members of a bot that runs as one process."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def find(self, user_id: int) -> Preferences | None:
        rows = await self._database.fetch("SELECT data FROM members WHERE user_id = ?", (user_id,))
        return _PREFERENCES.load(rows[0]["data"], f"the preferences of user {user_id}") if rows else None

    async def save(self, user_id: int, defaults: Preferences) -> None:
        statement = "INSERT OR REPLACE INTO members (user_id, data) VALUES (?, ?)"
        await self._database.write(statement, (user_id, _PREFERENCES.dump(defaults, exclude_none=True)))

    async def delete(self, user_id: int) -> None:
        await self._database.write("DELETE FROM members WHERE user_id = ?", (user_id,))
