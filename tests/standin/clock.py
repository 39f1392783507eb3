"""The stand-in's time, and the ids that carry it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """Seconds since 1970. A test pushes it forward, so that fifteen minutes pass at once.

    What lasts (tokens, nonces, sessions) is measured by ``monotonic``, as the machine under test may set its clock.
    """

    def __init__(
        self, source: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._source = source
        self._monotonic = monotonic
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._source() + self._ahead

    def monotonic(self) -> float:
        return self._monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


class Snowflakes:
    """Ids as Discord makes them: growing, unique, with the time of their making in the upper bits.

    https://discord.com/developers/docs/reference#snowflakes
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        of_now = (int(self._clock() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, of_now)
        return str(self._last)

    def of_shard(self, number: int, count: int) -> str:
        """The id of a server that shard `number` of `count` hears of: at most `count` milliseconds ahead of its time.

        https://discord.com/developers/docs/events/gateway#sharding
        """
        millisecond = int(self.next()) >> 22
        millisecond += (number - millisecond) % count
        self._last = max(self._last, millisecond << 22)
        return str(self._last)


def iso(seconds: float) -> str:
    """The timestamp form of Discord's payloads."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
