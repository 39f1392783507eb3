"""The declined requests of several processes: the row of a job says whether it counts."""

from collections.abc import Sequence

from bot.credits.attempts import WINDOW
from bot.credits.errors import TooManyDeclined
from bot.errors import StorageError, StorageUnavailable
from bot.runtime.clock import Clock
from bot.storage.accounts import statements
from bot.storage.database import Database


def check_declined(times: Sequence[float], most: int, now: float) -> None:
    """Raise TooManyDeclined if a member's newest declined requests, at most ``most`` of them, are too many."""
    if len(times) == most:
        # In the future if another process's clock is ahead.
        raise TooManyDeclined(most, min([*times, now]) + WINDOW)


class SharedAttempts:
    """The attempts of members whose jobs several processes work on. They count from the time of the request."""

    def __init__(self, most: int, database: Database, clock: Clock) -> None:
        self._most = most
        self._database = database
        self._clock = clock

    async def check(self, user_id: int) -> None:
        now = self._clock.now()
        try:
            rows = await self._database.fetch(statements.DECLINED, (user_id, now - WINDOW, self._most))
        except StorageError as error:
            raise StorageUnavailable from error
        check_declined([row["created_at"] for row in rows], self._most, now)

    def count(self, user_id: int) -> None:
        pass
