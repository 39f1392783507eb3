"""Duties as rows: each has an owner while a process is at it, which ends with that process's run."""

from bot.storage.database import Database

_ADD = "INSERT INTO duties (name) VALUES (?) ON CONFLICT (name) DO NOTHING"

# Also one of its own: the answer to an earlier claim may have been lost.
_CLAIM = """
    UPDATE duties SET owner = ? WHERE name = ? AND (owner IS NULL OR owner = ?)
        AND (done_at IS NULL OR done_at <= now() - make_interval(secs => ?))
"""

_FINISH = "UPDATE duties SET owner = NULL, done_at = now(), note = ? WHERE name = ? AND owner = ?"


class SqlDuties:
    """The duties of all processes, for the run with the id ``run``."""

    def __init__(self, database: Database, run: str) -> None:
        self._database = database
        self._run = run

    async def claim(self, name: str, every: float) -> bool:
        _, claimed = await self._database.write_all([(_ADD, (name,)), (_CLAIM, (self._run, name, self._run, every))])
        return claimed > 0

    async def finish(self, name: str, note: str = "") -> None:
        await self._database.write(_FINISH, (note, name, self._run))

    async def note(self, name: str) -> str:
        rows = await self._database.fetch("SELECT note FROM duties WHERE name = ?", (name,))
        return str(rows[0]["note"]) if rows else ""
