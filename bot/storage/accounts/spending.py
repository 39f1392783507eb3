"""What was spent of each cap, in SQL. Triggers on the jobs keep the counters right (the migrations ``budgets``)."""

from collections.abc import Sequence
from itertools import chain

from bot.budgets.caps import Cap, Level, Spending
from bot.storage.database import Database, Row, Statement

_COUNTED = "SELECT account, starts, ends, spent, warned, warned_limit FROM spending WHERE "

_ONE = "account = ? AND starts = ? AND ends = ?"

_BEGIN = "INSERT INTO spending (account, starts, ends, spent) SELECT ?, ?, ?, coalesce(sum(credits), 0) FROM jobs"

_BEGIN_BOT = f"{_BEGIN} WHERE created_at >= ? AND created_at < ? ON CONFLICT DO NOTHING"

_BEGIN_SERVER = f"{_BEGIN} WHERE server_id = ? AND created_at >= ? AND created_at < ? ON CONFLICT DO NOTHING"

_BEGIN_MEMBER = (
    f"{_BEGIN} WHERE server_id = ? AND user_id = ? AND created_at >= ? AND created_at < ? ON CONFLICT DO NOTHING"
)

_MARK = f"UPDATE spending SET warned = ?, warned_limit = ? WHERE {_ONE} AND (warned < ? OR warned_limit < ?)"  # noqa: S608 - constant

_FORGET = "DELETE FROM spending WHERE ends < ?"


class SqlCounters:
    """The counters of ``database``.

    Args:
        alone: the SELECT by which a transaction waits until nobody else is changing what a job costs. Empty if there is
            nobody else.
    """

    def __init__(self, database: Database, alone: str = "") -> None:
        self._database = database
        self._alone = alone

    async def spent(self, caps: Sequence[Cap]) -> list[Spending]:
        found = await self._counted(caps)
        if missing := [cap for cap in caps if key_of(cap) not in found]:
            await self._begin(missing)
            found = await self._counted(caps)
        return [counted(cap, found[key_of(cap)]) for cap in caps if key_of(cap) in found]

    async def mark(self, cap: Cap, percent: int) -> bool:
        return bool(await self._database.write(_MARK, (percent, cap.limit, *key_of(cap), percent, cap.limit)))

    async def forget(self, before: float) -> None:
        await self._database.write(_FORGET, (before,))

    async def _counted(self, caps: Sequence[Cap]) -> dict[tuple[str, float, float], Row]:
        """The counters of caps by their keys, in one read."""
        if not caps:
            return {}
        query, keys = _COUNTED + " OR ".join([_ONE] * len(caps)), chain.from_iterable(map(key_of, caps))
        return {
            (row["account"], row["starts"], row["ends"]): row for row in await self._database.fetch(query, (*keys,))
        }

    async def _begin(self, caps: Sequence[Cap]) -> None:
        """Count caps that are not counted yet."""
        begin = [_beginning(cap) for cap in caps]
        if not self._alone:
            await self._database.write_all(begin)
            return
        async with self._database.transaction() as transaction:
            # A statement of its own: the next one sees whatever was committed until then.
            await transaction.fetch(self._alone)
            for statement in begin:
                await transaction.write(*statement)


def key_of(cap: Cap) -> tuple[str, float, float]:
    """The key of a cap's counter: account, beginning, end."""
    return cap.account, cap.span.starts, cap.span.ends


def counted(cap: Cap, row: Row) -> Spending:
    """What a row says of its cap. A warning about a lower limit is not about this one."""
    return Spending(cap, row["spent"], row["warned"] if cap.limit <= row["warned_limit"] else 0)


def _beginning(cap: Cap) -> Statement:
    statement = {Level.BOT: _BEGIN_BOT, Level.MEMBER: _BEGIN_MEMBER}.get(cap.level, _BEGIN_SERVER)
    owners = [owner for owner in (cap.server_id, cap.user_id) if owner is not None]
    return statement, (*key_of(cap), *owners, cap.span.starts, cap.span.ends)
