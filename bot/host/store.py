"""The host's decisions: read from memory, the same in every process, and still there after a restart."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from bot.cluster.signals import LISTENING, Payload, Signals
from bot.errors import StorageError, StorageUnavailable, saving
from bot.host.decisions import LONGEST_ANNOUNCEMENT, LONGEST_REASON, Announcement, Decisions, Pause
from bot.runtime.clock import Clock
from bot.servers.acts import EVERYWHERE, Act, NewId, new_act_id
from bot.servers.cache import SignalledCache

TOPIC: Final = "host"
"""The signal by which other processes learn that the host has decided something."""

Decision = Pause | Announcement


class DecisionRepository(Protocol):
    """Port: where the host's decisions are stored. Every call may raise StorageError."""

    async def find(self) -> Decisions:
        """All decisions. One that this version can't read is left out, which is logged."""

    async def put(self, decision: Decision, act: Act) -> None:
        """Store a decision in place of the last one of its kind, and the act."""

    async def remove(self, kind: type[Decision], act: Act) -> bool:
        """Delete the decision of a kind, and store the act. Returns False, and stores nothing, if there is none."""

    async def add(self, act: Act) -> None:
        """Store an act that leaves no decision."""


class HostStore:
    """What the host has decided, by ``ALLOWED_GUILDS`` (``allowed``; empty: all servers) and at Discord."""

    def __init__(
        self,
        repository: DecisionRepository,
        signals: Signals,
        clock: Clock,
        allowed: frozenset[int] = frozenset(),
        new_id: NewId = new_act_id,
    ) -> None:
        self._repository = repository
        self._allowed = allowed
        self._clock = clock
        self._new_id = new_id
        self._handlers: list[Callable[[], None]] = []
        self._cache = SignalledCache[Decisions](TOPIC, self._load, signals, clock)
        # After the cache, which has forgotten by then what has changed.
        signals.subscribe(TOPIC, self._hear)
        signals.subscribe(LISTENING, self._hear)

    def allows(self, guild_id: int) -> bool:
        """Whether the bot may be used in a server."""
        return not self._allowed or guild_id in self._allowed

    def peek(self) -> Decisions | None:
        """The decisions if they are in memory."""
        return self._cache.peek(EVERYWHERE)

    async def get(self) -> Decisions:
        """The decisions. Raises StorageUnavailable."""
        try:
            return await self._cache.get(EVERYWHERE)
        except StorageError as error:
            raise StorageUnavailable from error

    def subscribe(self, handler: Callable[[], None]) -> None:
        """Call ``handler`` after each change."""
        self._handlers.append(handler)

    async def pause(self, by: int, until: float | None, reason: str) -> Pause:
        """Accept no new requests from now on. Raises SaveFailed."""
        pause = Pause(by_user=by, at=self._clock.now(), until=until, reason=_storable(reason, LONGEST_REASON))
        await self._put(pause, self._act("pause", by, {"until": until, "reason": pause.reason}))
        return pause

    async def resume(self, by: int) -> bool:
        """Accept requests again. Returns False if none were refused. Raises SaveFailed."""
        return await self._remove(Pause, self._act("resume", by))

    async def announce(self, by: int, until: float | None, text: str) -> Announcement:
        """Show a line under new cards from now on. Raises SaveFailed."""
        text = _storable(text, LONGEST_ANNOUNCEMENT)
        announcement = Announcement(by_user=by, at=self._clock.now(), until=until, text=text)
        await self._put(announcement, self._act("announce", by, {"until": until, "text": text}))
        return announcement

    async def withdraw(self, by: int) -> bool:
        """Show no line any more. Returns False if there was none. Raises SaveFailed."""
        return await self._remove(Announcement, self._act("withdraw", by))

    async def record_leaving(self, by: int, guild_id: int, name: str) -> None:
        """Record that the host had the bot leave a server. Raises SaveFailed."""
        with saving():
            await self._repository.add(self._act("leave", by, {"server": guild_id, "name": name}))

    async def _put(self, decision: Decision, act: Act) -> None:
        try:
            with saving():
                await self._repository.put(decision, act)
        finally:
            self._changed()

    async def _remove(self, kind: type[Decision], act: Act) -> bool:
        try:
            with saving():
                return await self._repository.remove(kind, act)
        finally:
            self._changed()

    async def _load(self, _: int) -> Decisions:
        return await self._repository.find()

    def _act(self, kind: str, by: int, details: Mapping[str, object] | None = None) -> Act:
        return Act(self._new_id(), EVERYWHERE, self._clock.now(), by, kind, details=details or {})

    def _changed(self) -> None:
        self._cache.changed(EVERYWHERE)
        self._hear({})

    def _hear(self, payload: Payload) -> None:  # noqa: ARG002 - it says nothing
        for handler in self._handlers:
            handler()


def _storable(text: str, limit: int) -> str:
    """The first ``limit`` characters, without halves of surrogate pairs, which no JSON holds."""
    return text[:limit].encode(errors="replace").decode()
