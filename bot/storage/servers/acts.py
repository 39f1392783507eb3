"""The acts of moderators, managers and the host in SQL."""

import json
from collections.abc import Sequence

from bot.servers.acts import OPEN, Act
from bot.storage.database import Database, Row, Statement

# Once: a call may be carried out twice.
_ADD = """
    INSERT INTO acts (id, guild_id, at, actor, act, user_id, job_id, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING
"""

_NEWEST = """
    SELECT id, guild_id, at, actor, act, user_id, job_id, data FROM acts
    WHERE guild_id = ? AND at < ? ORDER BY at DESC, id DESC LIMIT ?
"""

_ON_JOBS = """
    SELECT id, guild_id, at, actor, act, user_id, job_id, data FROM acts
    WHERE guild_id = ? AND job_id IS NOT NULL ORDER BY at, id
"""

_UNFINISHED = """
    SELECT id, guild_id, at, actor, act, user_id, job_id, data FROM acts WHERE data LIKE ? ORDER BY at, id
"""

_OPEN = f'%"{OPEN}": true%'
"""As ``json.dumps`` writes it."""

_FINISH = "UPDATE acts SET data = ? WHERE id = ?"

_END_OF_TIME = 1e18


class SqlActs:
    """The acts in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, act: Act) -> None:
        await self._database.write(*adding(act))

    async def newest(self, guild_id: int, most: int, before: float | None = None) -> Sequence[Act]:
        since = _END_OF_TIME if before is None else before
        return [_act(row) for row in await self._database.fetch(_NEWEST, (guild_id, since, most))]

    async def on_jobs(self, guild_id: int) -> Sequence[Act]:
        return [_act(row) for row in await self._database.fetch(_ON_JOBS, (guild_id,))]

    async def unfinished(self) -> Sequence[Act]:
        found = [_act(row) for row in await self._database.fetch(_UNFINISHED, (_OPEN,))]
        return [act for act in found if act.details.get(OPEN) is True]

    async def finish(self, act_id: str) -> None:
        await self._database.write(_FINISH, (json.dumps({}), act_id))

    async def forget(self, before: float) -> None:
        await self._database.write("DELETE FROM acts WHERE at < ?", (before,))


def adding(act: Act) -> Statement:
    """What stores an act."""
    data = json.dumps(dict(act.details))
    return _ADD, (act.id, act.guild_id, act.at, act.actor, act.kind, act.user_id, act.job_id, data)


def _act(row: Row) -> Act:
    details = json.loads(row["data"])
    return Act(row["id"], row["guild_id"], row["at"], row["actor"], row["act"], row["user_id"], row["job_id"], details)
