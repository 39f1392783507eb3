"""The rules of all servers: read from memory, changed one server at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.cluster.signals import Signals
from bot.errors import StorageError, StorageUnavailable, saving
from bot.runtime.clock import Clock
from bot.servers.acts import Act, NewId, Tell, new_act_id, untold
from bot.servers.cache import SignalledCache
from bot.servers.rules import NO_RULES, ServerRules

TOPIC = "server"
"""The signal by which other processes learn that the rules of a server have changed."""

ChangeRules = Callable[[ServerRules], ServerRules]
"""Makes the new rules of the current ones. It may refuse by raising UserError; then nothing changes."""


@dataclass(frozen=True, slots=True)
class StoredRules:
    """The rules of a server. ``version`` grows with each change; 0 means that nobody has set any."""

    version: int
    rules: ServerRules


class RulesRepository(Protocol):
    """Port: where the rules of servers are stored. Every call may raise StorageError."""

    async def find(self, guild_id: int) -> StoredRules:
        """The rules of a server. A field that this version can't read has its default, which is logged."""

    async def change(self, guild_id: int, change: ChangeRules, record: Callable[[list[str]], Act]) -> StoredRules:
        """Read, ``change`` and write the rules in one step, and store the act that ``record`` makes of the changes.

        Two changes at once are made one after the other. ``record`` gets the names of the fields that differ, and is
        not called if none does.

        Raises:
            RulesUnreadable: a field can't be read, and would be lost.
        """


class ServerStore:
    """The rules of all servers. They are kept when the bot leaves a server, and hold when it comes back."""

    def __init__(
        self,
        repository: RulesRepository,
        signals: Signals,
        clock: Clock,
        new_id: NewId = new_act_id,
        tell: Tell = untold,
    ) -> None:
        self._repository = repository
        self._tell = tell
        self._clock = clock
        self._new_id = new_id
        self._cache = SignalledCache[StoredRules](TOPIC, repository.find, signals, clock)

    def peek(self, guild_id: int) -> StoredRules | None:
        """The rules of a server if they are in memory."""
        return self._cache.peek(guild_id)

    async def get(self, guild_id: int | None) -> StoredRules:
        """The rules of a server, or those outside of servers (None). Raises StorageUnavailable."""
        if guild_id is None:
            return OUTSIDE_RULES
        try:
            return await self._cache.get(guild_id)
        except StorageError as error:
            raise StorageUnavailable from error

    async def change(self, guild_id: int, by: int, change: ChangeRules) -> StoredRules:
        """Change the rules of a server, and record who did it.

        Raises:
            SaveFailed: nothing has changed.
            RulesUnreadable: a newer version of the bot wrote them.
        """

        recorded: list[Act] = []

        def record(fields: list[str]) -> Act:
            recorded.append(Act(self._new_id(), guild_id, self._clock.now(), by, "rules", details={"fields": fields}))
            return recorded[-1]

        try:
            with saving():
                changed = await self._repository.change(guild_id, change, record)
        finally:
            # Also if it is not known whether the change was stored.
            self._cache.changed(guild_id)
        # Of several tries, the last one is stored.
        for act in recorded[-1:]:
            self._tell(act)
        return changed


OUTSIDE_RULES = StoredRules(0, NO_RULES)
