"""The table of what members have chosen, as JSON."""

import logging

from pydantic import TypeAdapter, ValidationError

from bot.members.preferences import Defaults
from bot.storage.sqlite.database import Database

_log = logging.getLogger(__name__)
_DEFAULTS: TypeAdapter[Defaults] = TypeAdapter(Defaults)


class SqlitePreferences:
    """The defaults of the members of a bot that runs as one process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: int) -> Defaults | None:
        """What a member has chosen, None if nothing, or nothing that this version knows."""
        rows = await self._database.fetch("SELECT data FROM members WHERE user_id = ?", (user_id,))
        try:
            return _DEFAULTS.validate_json(rows[0][0]) if rows else None
        except ValidationError:
            _log.error("the defaults of user %d are none that this version knows; they count as not chosen", user_id)
            return None

    async def save(self, user_id: int, defaults: Defaults) -> None:
        """Store what a member has chosen."""
        statement = "INSERT OR REPLACE INTO members (user_id, data) VALUES (?, ?)"
        await self._database.write(statement, (user_id, _DEFAULTS.dump_json(defaults, exclude_none=True).decode()))

    async def delete(self, user_id: int) -> None:
        """Delete what a member has chosen."""
        await self._database.write("DELETE FROM members WHERE user_id = ?", (user_id,))
