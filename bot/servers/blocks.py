"""Who may not use the bot: in a server, by its moderators, or everywhere, by the host."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.cluster.signals import Signals
from bot.errors import StorageError, StorageUnavailable, saving
from bot.runtime.clock import Clock
from bot.servers.acts import Act, NewId, Tell, new_act_id, untold
from bot.servers.cache import SignalledCache

TOPIC = "blocks"
"""The signal by which other processes learn that the blocks of a server have changed."""

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Block:
    """``by_user`` blocked a member ``at`` epoch seconds, ``until`` others or for good (None).

    ``guild_id`` is EVERYWHERE for a block by the host. ``reason`` may be empty.
    """

    guild_id: int
    user_id: int
    until: float | None
    reason: str
    by_user: int
    at: float

    def holds(self, now: float) -> bool:
        return self.until is None or self.until > now


BlocksByUser = Mapping[int, Block]
"""The blocks of one server by the id of the blocked, with those that are over."""


class BlockRepository(Protocol):
    """Port: where blocks are stored. Every call may raise StorageError."""

    async def of_server(self, guild_id: int) -> list[Block]:
        """All blocks of a server, or of EVERYWHERE."""

    async def put(self, block: Block, act: Act) -> None:
        """Store a block in place of an earlier one of the same member there, and the act."""

    async def remove(self, guild_id: int, user_id: int, act: Act) -> bool:
        """Delete a block, and store the act. Returns False, and stores nothing, if there is none."""


class Blocks:
    """The blocks of all servers, read from memory."""

    def __init__(
        self,
        repository: BlockRepository,
        signals: Signals,
        clock: Clock,
        new_id: NewId = new_act_id,
        tell: Tell = untold,
    ) -> None:
        self._repository = repository
        self._tell = tell
        self._clock = clock
        self._new_id = new_id
        self._cache = SignalledCache[BlocksByUser](TOPIC, self._load, signals, clock)

    def peek(self, guild_id: int) -> BlocksByUser | None:
        """The blocks of a server if they are in memory."""
        return self._cache.peek(guild_id)

    async def of_server(self, guild_id: int) -> BlocksByUser:
        """The blocks of a server, or of EVERYWHERE. Raises StorageUnavailable."""
        try:
            return await self._cache.get(guild_id)
        except StorageError as error:
            raise StorageUnavailable from error

    async def holding(self, guild_id: int) -> list[Block]:
        """The blocks of a server that hold now, newest first. Raises StorageUnavailable."""
        now = self._clock.now()
        blocks: Iterable[Block] = (await self.of_server(guild_id)).values()
        return sorted((block for block in blocks if block.holds(now)), key=lambda block: -block.at)

    async def block(self, guild_id: int, user_id: int, by: int, until: float | None, reason: str) -> Block:
        """Block a member, and record it. An earlier block there is replaced. Raises SaveFailed."""
        block = Block(guild_id, user_id, until, reason[:LONGEST_REASON], by, self._clock.now())
        act = self._act("block", guild_id, user_id, by, {"until": until, "reason": block.reason})
        try:
            with saving():
                await self._repository.put(block, act)
        finally:
            self._cache.changed(guild_id)
        self._tell(act)
        return block

    async def unblock(self, guild_id: int, user_id: int, by: int) -> bool:
        """End a block, and record it. Returns False if there was none. Raises SaveFailed."""
        act = self._act("unblock", guild_id, user_id, by)
        try:
            with saving():
                removed = await self._repository.remove(guild_id, user_id, act)
        finally:
            self._cache.changed(guild_id)
        if removed:
            self._tell(act)
        return removed

    async def _load(self, guild_id: int) -> BlocksByUser:
        return {block.user_id: block for block in await self._repository.of_server(guild_id)}

    def _act(self, kind: str, guild_id: int, user_id: int, by: int, details: Mapping[str, object] | None = None) -> Act:
        return Act(self._new_id(), guild_id, self._clock.now(), by, kind, user_id, details=details or {})


def block_of(user_id: int, now: float, *places: BlocksByUser) -> Block | None:
    """The block that holds for a member ``now``, in the first of ``places`` that has one."""
    found = (blocks.get(user_id) for blocks in places)
    return next((block for block in found if block and block.holds(now)), None)
