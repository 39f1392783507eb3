"""The rules of servers in SQL, as JSON."""

import json
import logging
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from bot.servers.acts import Act
from bot.servers.errors import RulesUnreadable
from bot.servers.rules import NO_RULES, ServerRules
from bot.servers.store import OUTSIDE_RULES, ChangeRules, StoredRules
from bot.storage.database import Database
from bot.storage.servers.acts import adding

_log = logging.getLogger(__name__)

# A write, so that whoever else changes the same rules waits until this transaction ends, in either engine.
_LOCK = """
    INSERT INTO servers (guild_id, version, data) VALUES (?, 0, ?)
    ON CONFLICT (guild_id) DO UPDATE SET version = servers.version RETURNING version, data
"""

_SAVE = "UPDATE servers SET version = ?, data = ? WHERE guild_id = ?"


class SqlServerRules:
    """The rules of all servers in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, guild_id: int) -> StoredRules:
        rows = await self._database.fetch("SELECT version, data FROM servers WHERE guild_id = ?", (guild_id,))
        if not rows:
            return OUTSIDE_RULES
        rules, unreadable = parsed(rows[0]["data"])
        if unreadable:
            _log.error("rules of server %d can't be read and are ignored: %s", guild_id, ", ".join(unreadable))
        return StoredRules(rows[0]["version"], rules)

    async def change(self, guild_id: int, change: ChangeRules, record: Callable[[list[str]], Act]) -> StoredRules:
        async with self._database.transaction() as transaction:
            (row,) = await transaction.fetch(_LOCK, (guild_id, "{}"))
            rules, unreadable = parsed(row["data"])
            if unreadable:
                raise RulesUnreadable
            changed = change(rules)
            version: int = row["version"]
            if fields := rules.differences(changed):
                version += 1
                data = changed.model_dump_json(exclude_defaults=True)
                await transaction.write(_SAVE, (version, data, guild_id))
                await transaction.write(*adding(record(fields)))
            return StoredRules(version, changed)


def parsed(data: str) -> tuple[ServerRules, list[str]]:
    """The rules in ``data``, and the names of the fields that this version can't read; the others hold all the same."""
    try:
        fields: dict[str, Any] = dict(json.loads(data))
    except (TypeError, ValueError):
        return NO_RULES, ["all"]
    try:
        return ServerRules.model_validate(fields, strict=False), []
    except ValidationError as error:
        unreadable = sorted({str(found["loc"][0]) for found in error.errors(include_input=False)})
        readable = {name: value for name, value in fields.items() if name not in unreadable}
        return ServerRules.model_validate(readable), unreadable
