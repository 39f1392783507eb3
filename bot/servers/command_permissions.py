"""Who may use which command where, as the managers of a server set it at Discord (Server Settings > Integrations).

Sources:
    https://discord.com/developers/docs/interactions/application-commands#permissions
    https://support.discord.com/hc/en-us/articles/10952896421783-Updates-to-Command-Permissions
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

from cachetools import TTLCache

from bot.cluster.signals import NO_SIGNALS
from bot.runtime.clock import Clock
from bot.servers.cache import CAPACITY, SignalledCache

_log = logging.getLogger(__name__)

KEPT = 24 * 3600.0
"""Seconds for which a list is kept unless Discord says that it has changed."""

TRIED_AGAIN = 60.0
"""Seconds after which a list is asked for again that could not be read."""


class TargetType(IntEnum):
    """What an overwrite is about. The values are Discord's."""

    ROLE = 1
    USER = 2
    CHANNEL = 3


@dataclass(frozen=True, slots=True)
class Overwrites:
    """What is allowed (True) or denied, by the ids of members, roles and channels.

    A server's own id as a role stands for everyone, and that id less 1 as a channel for all channels.
    """

    users: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))
    roles: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))
    channels: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, entries: Iterable[tuple[int, int, bool]]) -> "Overwrites":
        """Of Discord's list: id, type (that of no TargetType is ignored) and permission of each entry."""
        by_type: dict[int, dict[int, bool]] = {kind: {} for kind in TargetType}
        for target, kind, permission in entries:
            by_type.get(kind, {})[target] = permission
        return cls(by_type[TargetType.USER], by_type[TargetType.ROLE], by_type[TargetType.CHANNEL])

    def in_channel(self, guild_id: int, channel_id: int | None) -> bool | None:
        """What is said of a channel, or else of all; None if neither is mentioned."""
        found = self.channels.get(channel_id) if channel_id is not None else None
        return self.channels.get(guild_id - 1) if found is None else found

    def for_member(self, guild_id: int, user_id: int, role_ids: Collection[int]) -> bool | None:
        """What is said of a member, or else of their roles (one that may is enough), or else of everyone."""
        if user_id in self.users:
            return self.users[user_id]
        said = {self.roles[role] for role in role_ids if role in self.roles and role != guild_id}
        return True in said if said else self.roles.get(guild_id)


@dataclass(frozen=True, slots=True)
class CommandPermissions:
    """The overwrites of a server: for all commands of the bot, and for single ones by name, which come first."""

    app: Overwrites = field(default_factory=Overwrites)
    commands: Mapping[str, Overwrites] = field(default_factory=lambda: MappingProxyType({}))

    def allow(
        self, command: str, guild_id: int, channel_id: int | None, user_id: int, role_ids: Collection[int]
    ) -> bool:
        """Whether a member who is no administrator may use a command there; in a thread, give its parent's id.

        Whatever the command's own list leaves open, that of the bot decides; what both leave open is allowed.
        """
        levels = [self.app]
        if command in self.commands:
            levels.insert(0, self.commands[command])
        return _first(level.in_channel(guild_id, channel_id) for level in levels) and _first(
            level.for_member(guild_id, user_id, role_ids) for level in levels
        )


def _first(said: Iterable[bool | None]) -> bool:
    return next((word for word in said if word is not None), True)


class PermissionsUnreadable(Exception):
    """Discord's list can't be read now; the message says why."""


class CommandPermissionStore:
    """The command permissions of all servers, read from memory.

    Args:
        read: asks Discord for those of a server. Raises PermissionsUnreadable.
    """

    def __init__(self, read: Callable[[int], Awaitable[CommandPermissions]], clock: Clock) -> None:
        self._cache = SignalledCache[CommandPermissions]("", read, NO_SIGNALS, clock, ttl=KEPT)
        self._unreadable = TTLCache[int, CommandPermissions](CAPACITY, TRIED_AGAIN, timer=clock.monotonic)

    def peek(self, guild_id: int) -> CommandPermissions | None:
        """The permissions of a server if they are in memory."""
        return self._cache.peek(guild_id) or self._unreadable.get(guild_id)

    async def get(self, guild_id: int) -> CommandPermissions:
        """The permissions of a server. While they can't be read, everything is allowed: no button fails for that."""
        if (known := self.peek(guild_id)) is not None:
            return known
        try:
            return await self._cache.get(guild_id)
        except PermissionsUnreadable as error:
            _log.warning("the command permissions of server %d aren't enforced for a minute: %s", guild_id, error)
            self._unreadable[guild_id] = NO_OVERWRITES
            return NO_OVERWRITES

    def changed(self, guild_id: int) -> None:
        """Read the permissions of a server anew from now on."""
        self._cache.changed(guild_id)
        self._unreadable.pop(guild_id, None)

    def clear(self) -> None:
        """Read all permissions anew from now on, as changes may have gone unheard."""
        self._cache.clear()
        self._unreadable.clear()


NO_OVERWRITES = CommandPermissions()
