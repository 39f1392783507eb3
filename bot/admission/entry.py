"""What the rules look at: who comes in by which way, and what the managers of the server have decided."""

import asyncio
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.host.decisions import NO_DECISIONS, Decisions
from bot.host.store import HostStore
from bot.servers.acts import EVERYWHERE
from bot.servers.blocks import Block, Blocks, BlocksByUser
from bot.servers.command_permissions import NO_OVERWRITES, CommandPermissions, CommandPermissionStore
from bot.servers.consent import Consent, Words
from bot.servers.rules import NO_RULES, ServerRules
from bot.servers.store import ServerStore


class Use(Enum):
    """What a command, button, select or form is for, which decides what rules it has to pass."""

    MAKE = auto()
    """It may spend credits, or leads there."""

    SHOW = auto()
    """It shows pictures or words to others."""

    OWN = auto()
    """It is about a member's own data and rights: always allowed, to the blocked as well."""

    MODERATE = auto()
    """It is for those who manage messages."""

    MANAGE = auto()
    """It is for those who manage the server."""

    HOST = auto()
    """It is for the host."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: what it is for, and the command whose permissions at Discord count for it."""

    use: Use
    command: str = "imagine"


@dataclass(frozen=True, slots=True)
class Entry:
    """A member who comes in by one way, at one moment (``at``, epoch seconds).

    ``guild_id`` is None outside of servers, and in servers where the bot isn't installed. ``parent_id`` is the channel
    of a thread. ``is_host`` is only looked up for what is for the host. ``may_use_commands`` is Discord's permission
    Use Application Commands in this channel. ``joined_at`` (epoch seconds) is None where Discord does not say.
    ``age_restricted`` is Discord's setting of the channel.
    """

    way: Way
    at: float
    user_id: int
    account_created_at: float
    guild_id: int | None = None
    channel_id: int | None = None
    parent_id: int | None = None
    role_ids: frozenset[int] = frozenset()
    is_admin: bool = False
    is_manager: bool = False
    is_moderator: bool = False
    is_host: bool = False
    may_use_commands: bool = True
    joined_at: float | None = None
    age_restricted: bool = False

    @property
    def use(self) -> Use:
        return self.way.use


@dataclass(frozen=True, slots=True)
class ServerState:
    """What was decided about a server, and by the host everywhere, at one moment.

    ``words`` are those of the members whose pictures somebody wants to use.
    """

    rules: ServerRules = NO_RULES
    blocks: BlocksByUser = field(default_factory=dict[int, Block])
    blocks_everywhere: BlocksByUser = field(default_factory=dict[int, Block])
    permissions: CommandPermissions = NO_OVERWRITES
    words: Words = field(default_factory=dict[int, Consent])
    decisions: Decisions = NO_DECISIONS
    is_allowed: bool = True
    """Whether ``ALLOWED_GUILDS`` lists the server, or is empty."""


class ServerStates:
    """The state of every server, from memory where it is there.

    Without ``permissions``, those of Discord are left out: Discord has checked them for a command by itself.
    """

    def __init__(
        self,
        rules: ServerStore,
        blocks: Blocks,
        permissions: CommandPermissionStore,
        host: HostStore,
    ) -> None:
        self._rules = rules
        self._blocks = blocks
        self._permissions = permissions
        self._host = host

    def peek(self, guild_id: int | None, *, permissions: bool = True) -> ServerState | None:
        """The state of a server, or that outside of servers (None), if all of it is in memory."""
        everywhere, decisions = self._blocks.peek(EVERYWHERE), self._host.peek()
        if everywhere is None or decisions is None:
            return None
        if guild_id is None:
            return ServerState(blocks_everywhere=everywhere, decisions=decisions)
        rules, blocks = self._rules.peek(guild_id), self._blocks.peek(guild_id)
        overwrites = self._permissions.peek(guild_id) if permissions else NO_OVERWRITES
        if rules is None or blocks is None or overwrites is None:
            return None
        return ServerState(
            rules.rules, blocks, everywhere, overwrites, decisions=decisions, is_allowed=self._host.allows(guild_id)
        )

    async def get(self, guild_id: int | None, *, permissions: bool = True) -> ServerState:
        """Likewise, read where it is not in memory. Raises StorageUnavailable."""
        if (known := self.peek(guild_id, permissions=permissions)) is not None:
            return known
        if guild_id is None:
            everywhere, decisions = await asyncio.gather(self._blocks.of_server(EVERYWHERE), self._host.get())
            return ServerState(blocks_everywhere=everywhere, decisions=decisions)
        everywhere, decisions, rules, blocks, overwrites = await asyncio.gather(
            self._blocks.of_server(EVERYWHERE),
            self._host.get(),
            self._rules.get(guild_id),
            self._blocks.of_server(guild_id),
            self._overwrites(guild_id, permissions=permissions),
        )
        return ServerState(
            rules.rules, blocks, everywhere, overwrites, decisions=decisions, is_allowed=self._host.allows(guild_id)
        )

    async def _overwrites(self, guild_id: int, *, permissions: bool) -> CommandPermissions:
        return await self._permissions.get(guild_id) if permissions else NO_OVERWRITES
