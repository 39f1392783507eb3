"""The acts in all servers: stored, told to whoever logs them, and asked what has become of a job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.cluster.signals import Signals
from bot.errors import StorageError, StorageUnavailable, saving
from bot.runtime.clock import Clock
from bot.servers.acts import Act, Acts, NewId, Tell, new_act_id
from bot.servers.cache import SignalledCache

TOPIC = "acts"
"""The signal by which other processes learn that something was done to a job of a server."""


class ActKind(StrEnum):
    """What is done to jobs by moderators, and by the bot itself, where it can't post in the log channel."""

    BLUR = "blur"
    UNBLUR = "unblur"
    REMOVE = "remove"
    LOG_FAILED = "log_failed"


@dataclass(frozen=True, slots=True)
class Moderated:
    """The ids of the jobs that are blurred in a server, and of those that moderators removed there."""

    blurred: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


class ActLog:
    """Records acts. What was done to jobs is read from memory, for as long as the acts are stored."""

    def __init__(self, acts: Acts, signals: Signals, clock: Clock, new_id: NewId = new_act_id) -> None:
        self._acts = acts
        self._clock = clock
        self._new_id = new_id
        self._cache = SignalledCache[Moderated](TOPIC, self._load, signals, clock)
        self._listeners: list[Tell] = []

    def on_act(self, tell: Tell) -> None:
        """Call ``tell`` with each act of this process from now on."""
        self._listeners.append(tell)

    def tell(self, act: Act) -> None:
        """Tell of an act that is stored."""
        for tell in self._listeners:
            tell(act)

    async def record(
        self,
        kind: ActKind,
        guild_id: int,
        actor: int,
        *,
        user_id: int | None = None,
        job_id: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> Act:
        """Store an act. Raises SaveFailed."""
        act = Act(self._new_id(), guild_id, self._clock.now(), actor, kind, user_id, job_id, details or {})
        try:
            with saving():
                await self._acts.add(act)
        finally:
            if job_id:
                self._cache.changed(guild_id)
        self.tell(act)
        return act

    async def unfinished(self) -> Sequence[Act]:
        """The acts of all servers that are still to be carried out, oldest first. Raises StorageError."""
        return await self._acts.unfinished()

    async def finish(self, act: Act) -> None:
        """Record that an act is carried out. Raises StorageError."""
        await self._acts.finish(act.id)

    async def newest(self, guild_id: int, most: int, before: float | None = None) -> Sequence[Act]:
        """The newest acts in a server, newest first. Raises StorageUnavailable."""
        try:
            return await self._acts.newest(guild_id, most, before)
        except StorageError as error:
            raise StorageUnavailable from error

    async def forget_old(self, before: float) -> None:
        """Delete the acts from before ``before`` (epoch seconds). Raises StorageError."""
        await self._acts.forget(before)

    def peek(self, guild_id: int) -> Moderated | None:
        """What has become of jobs in a server, if it is in memory."""
        return self._cache.peek(guild_id)

    async def moderated(self, guild_id: int) -> Moderated:
        """What has become of jobs in a server. Raises StorageError."""
        return await self._cache.get(guild_id)

    async def _load(self, guild_id: int) -> Moderated:
        blurred, removed = set[str](), set[str]()
        for act in await self._acts.on_jobs(guild_id):
            job_id = act.job_id or ""
            match act.kind:
                case ActKind.BLUR:
                    blurred.add(job_id)
                case ActKind.UNBLUR:
                    blurred.discard(job_id)
                case ActKind.REMOVE:
                    removed.add(job_id)
                case _:
                    pass
        return Moderated(frozenset(blurred), frozenset(removed))
