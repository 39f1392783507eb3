"""Who the host is: the owner of the application, or the members of the team that owns it.

https://discord.com/developers/docs/topics/teams
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord

from bot.host.errors import OwnerUnknown
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

TIMEOUT = 1.5
"""Seconds for which a command waits for Discord's word: it gives an answer 3."""

BELIEVED = 600.0
"""Seconds after which Discord is asked again, as who leaves a team is the host no longer."""

_TRUSTED = {discord.TeamMemberRole.admin, discord.TeamMemberRole.developer}
"""The roles in a team that may change the application. Its owner has none."""

Read = Callable[[], Awaitable[discord.AppInfo]]


@dataclass(frozen=True, slots=True)
class Known:
    """Who Discord said that the hosts are, and when (monotonic). ``owner`` is the one who is told of trouble."""

    owner: int
    hosts: frozenset[int]
    at: float


class Hosts:
    """Asks Discord once, and again when that is old or has failed. What is known serves while Discord is silent."""

    def __init__(self, read: Read, clock: Clock, timeout: float = TIMEOUT) -> None:
        self._read = read
        self._clock = clock
        self._timeout = timeout
        self._known: Known | None = None

    async def is_host(self, user_id: int) -> bool:
        """Raises OwnerUnknown."""
        return user_id in (await self._ask()).hosts

    async def owner(self) -> int:
        """The user whom alerts reach. Raises OwnerUnknown."""
        return (await self._ask()).owner

    async def _ask(self) -> Known:
        known = self._known
        if known and self._clock.monotonic() < known.at + BELIEVED:
            return known
        try:
            async with asyncio.timeout(self._timeout):
                known = self._known = _known(await self._read(), self._clock.monotonic())
        except (discord.HTTPException, TimeoutError, *NETWORK_ERRORS) as error:
            _log.warning("Discord doesn't say who owns the application: %s %s", type(error).__name__, error)
            if known is None:
                raise OwnerUnknown from error
        return known


def _known(application: discord.AppInfo, at: float) -> Known:
    team = application.team
    if team is None:
        return Known(application.owner.id, frozenset({application.owner.id}), at)
    owner = team.owner_id or application.owner.id
    trusted = {
        member.id
        for member in team.members
        if member.membership_state is discord.TeamMembershipState.accepted and member.role in _TRUSTED
    }
    return Known(owner, frozenset(trusted | {owner}), at)
