"""Discord's rules on shards: which there may be, what each of them hears, and how fast sessions may be begun.

https://discord.com/developers/docs/events/gateway#sharding
"""

from dataclasses import dataclass, field
from typing import Any

from .opcodes import Close
from .places import Guild
from .reply import Payload

Shard = tuple[int, int]
"""Its number, and how many there are."""

IDENTIFY_GAP = 5.0
"""https://discord.com/developers/docs/events/gateway#rate-limiting"""

GUILDS_PER_SHARD = 2500
"""With more, a session is closed with 4011."""


class Closing(Exception):
    """The client is told to go."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(slots=True)
class SessionStarts:
    """How many sessions may still be begun, and how fast: `max_concurrency` shards in `gap` seconds, one of each
    bucket. `reset_after` is in milliseconds; `collisions` counts those that came too early.

    https://discord.com/developers/docs/events/gateway#session-start-limit-object
    """

    gap: float = IDENTIFY_GAP
    max_concurrency: int = 1
    total: int = 1000
    remaining: int = 1000
    reset_after: int = 0
    collisions: int = 0
    _last: dict[int, float] = field(default_factory=dict)

    def payload(self) -> Payload:
        return {
            "total": self.total,
            "remaining": self.remaining,
            "reset_after": self.reset_after,
            "max_concurrency": self.max_concurrency,
        }

    def admit(self, number: int, now: float) -> bool:
        """Whether the shard may begin a session now. Raises Closing where the bot has used up all that it had: Discord
        then takes its token away."""
        if self.remaining < 1:
            raise Closing(Close.AUTHENTICATION_FAILED)
        self.remaining -= 1
        bucket = number % self.max_concurrency
        if now - self._last.get(bucket, -self.gap) < self.gap:
            self.collisions += 1
            return False
        self._last[bucket] = now
        return True


def shard_of(data: dict[str, Any]) -> Shard:
    """The shard that an IDENTIFY names; raises Closing for one that can't be."""
    match data.get("shard", (0, 1)):
        case [int(number), int(count)] if 0 <= number < count:
            return number, count
    raise Closing(Close.INVALID_SHARD)


def hears(shard: Shard, guild: Guild | None, elsewhere: int | None = None) -> bool:
    """What is outside servers is heard by shard 0 alone. Which shard hears of a server without the bot no document
    says: the one of the formula, or `elsewhere`."""
    number, count = shard
    if guild and not guild.has_bot and elsewhere is not None:
        return elsewhere % count == number
    return (int(guild.id) >> 22 if guild else 0) % count == number
