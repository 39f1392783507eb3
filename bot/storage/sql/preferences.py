"""The members' preferences in SQL, as JSON."""

from bot.members.preferences import Preferences
from bot.storage.database import Database
from bot.storage.sql.records import Records

_PREFERENCES = Records(Preferences)

_SAVE = "INSERT INTO members (user_id, data) VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET data = excluded.data"


class SqlPreferences:
    """The members' preferences in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: int) -> Preferences | None:
        rows = await self._database.fetch("SELECT data FROM members WHERE user_id = ?", (user_id,))
        return _PREFERENCES.load(rows[0]["data"], f"the preferences of user {user_id}") if rows else None

    async def save(self, user_id: int, defaults: Preferences) -> None:
        await self._database.write(_SAVE, (user_id, _PREFERENCES.dump(defaults, exclude_none=True)))

    async def delete(self, user_id: int) -> None:
        await self._database.write("DELETE FROM members WHERE user_id = ?", (user_id,))
