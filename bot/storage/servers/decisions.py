"""The host's decisions in SQL, as JSON."""

import logging

from pydantic import ValidationError

from bot.host.decisions import Announcement, Decisions, Pause
from bot.host.store import Decision
from bot.servers.acts import Act
from bot.storage.database import Database
from bot.storage.servers.acts import adding

_log = logging.getLogger(__name__)

_NAMES: dict[type[Decision], str] = {Pause: "pause", Announcement: "announcement"}

_PUT = "INSERT INTO decisions (name, data) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data"

_REMOVE = "DELETE FROM decisions WHERE name = ?"


class SqlDecisions:
    """What the host has decided, in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self) -> Decisions:
        rows = {row["name"]: row["data"] for row in await self._database.fetch("SELECT name, data FROM decisions")}
        found: dict[str, Decision] = {}
        for kind, name in _NAMES.items():
            try:
                if name in rows:
                    found[name] = kind.model_validate_json(rows[name])
            except ValidationError:
                _log.error("the host's %s can't be read and is ignored", name)
        return Decisions.model_validate(found)

    async def put(self, decision: Decision, act: Act) -> None:
        values = _NAMES[type(decision)], decision.model_dump_json()
        await self._database.write_all([(_PUT, values), adding(act)])

    async def remove(self, kind: type[Decision], act: Act) -> bool:
        async with self._database.transaction() as transaction:
            removed = await transaction.write(_REMOVE, (_NAMES[kind],))
            if removed:
                await transaction.write(*adding(act))
            return removed > 0

    async def add(self, act: Act) -> None:
        await self._database.write(*adding(act))
