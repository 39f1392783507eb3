"""Credits that a server or a member may spend beyond a budget for a while, granted by a manager."""

from dataclasses import dataclass
from typing import Protocol

from bot.cluster.signals import Signals
from bot.errors import StorageError, StorageUnavailable, saving
from bot.runtime.clock import Clock
from bot.servers.acts import Act, NewId, Tell, new_act_id, untold
from bot.servers.cache import SignalledCache

TOPIC = "grants"
"""The signal by which other processes learn that the grants of a server have changed."""


@dataclass(frozen=True, slots=True)
class Grant:
    """``credits`` more in each period between ``starts`` and ``ends`` (epoch seconds), by a manager.

    ``user_id`` is None for a grant to the server.
    """

    id: str
    guild_id: int
    user_id: int | None
    credits: int
    starts: float
    ends: float
    by_user: int

    def holds(self, at: float) -> bool:
        return self.starts <= at < self.ends


class GrantRepository(Protocol):
    """Port: where grants are stored. Every call may raise StorageError."""

    async def of_server(self, guild_id: int) -> tuple[Grant, ...]:
        """All grants in a server."""

    async def add(self, grant: Grant, act: Act) -> None:
        """Store a grant and the act, once."""

    async def forget(self, before: float) -> None:
        """Delete the grants that ended before ``before`` (epoch seconds)."""


class Grants:
    """The grants of all servers, read from memory."""

    def __init__(
        self,
        repository: GrantRepository,
        signals: Signals,
        clock: Clock,
        new_id: NewId = new_act_id,
        tell: Tell = untold,
    ) -> None:
        self._repository = repository
        self._tell = tell
        self._clock = clock
        self._new_id = new_id
        self._cache = SignalledCache[tuple[Grant, ...]](TOPIC, repository.of_server, signals, clock)

    async def granted(self, guild_id: int, user_id: int | None, at: float) -> int:
        """How many credits more the member may spend at ``at``, or the server (None). Raises StorageUnavailable."""
        try:
            grants = await self._cache.get(guild_id)
        except StorageError as error:
            raise StorageUnavailable from error
        return sum(grant.credits for grant in grants if grant.user_id == user_id and grant.holds(at))

    async def forget(self, before: float) -> None:
        """Delete the grants that ended before ``before`` (epoch seconds). Raises StorageError."""
        await self._repository.forget(before)

    async def grant(self, guild_id: int, user_id: int | None, credits: int, ends: float, by: int) -> Grant:
        """Grant a member or the server (None) ``credits`` from now until ``ends``, and record it. Raises SaveFailed."""
        now = self._clock.now()
        grant = Grant(self._new_id(), guild_id, user_id, credits, now, ends, by)
        act = Act(grant.id, guild_id, now, by, "grant", user_id, details={"credits": credits, "until": ends})
        try:
            with saving():
                await self._repository.add(grant, act)
        finally:
            self._cache.changed(guild_id)
        self._tell(act)
        return grant
