"""Reads from Discord who may use which command of the bot in a server, and hears when that changes.

https://discord.com/developers/docs/interactions/application-commands#get-guild-application-command-permissions
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import discord
from discord.ext import commands

from bot.net.errors import NETWORK_ERRORS
from bot.servers.command_permissions import (
    CommandPermissions,
    CommandPermissionStore,
    Overwrites,
    PermissionsUnreadable,
)

TIMEOUT = 1.0
"""Seconds for which the first press in a server waits for the list: Discord gives an answer 3."""


class OverwriteReader:
    """Asks Discord for the overwrites of a server's managers."""

    def __init__(self, bot: commands.Bot | commands.AutoShardedBot, timeout: float = TIMEOUT) -> None:
        self._bot = bot
        self._timeout = timeout

    async def read(self, guild_id: int) -> CommandPermissions:
        """The overwrites in a server. Raises PermissionsUnreadable."""
        application_id = self._bot.application_id or 0
        try:
            async with asyncio.timeout(self._timeout):
                found = await self._bot.http.get_guild_application_command_permissions(application_id, guild_id)
                # Most servers have no list for a single command, so the names are seldom asked for.
                is_app_alone = all(str(entry["id"]) == str(application_id) for entry in found)
                names = {} if is_app_alone else await self._names()
        except (discord.HTTPException, TimeoutError, *NETWORK_ERRORS) as error:
            raise PermissionsUnreadable(f"{type(error).__name__} {error}") from error
        lists = {int(entry["id"]): _overwrites(entry["permissions"]) for entry in found}
        of_commands = {names[key]: overwrites for key, overwrites in lists.items() if key in names}
        return CommandPermissions(lists.get(application_id, Overwrites()), of_commands)

    async def _names(self) -> dict[int, str]:
        """The names of the bot's commands by their ids."""
        return {command.id: command.name for command in await self._bot.tree.fetch_commands()}


class OverwriteListener(commands.Cog):
    """Has changed lists read again."""

    def __init__(self, store: CommandPermissionStore) -> None:
        self._store = store

    @commands.Cog.listener()
    async def on_raw_app_command_permissions_update(self, event: discord.RawAppCommandPermissionsUpdateEvent) -> None:
        self._store.changed(event.guild.id)

    @commands.Cog.listener()
    async def on_shard_ready(self, _: int) -> None:
        """Forget all lists at the beginning of a session: a change before it may have gone unheard."""
        self._store.clear()


def _overwrites(entries: Iterable[Mapping[str, Any]]) -> Overwrites:
    return Overwrites.of((int(entry["id"]), int(entry["type"]), bool(entry["permission"])) for entry in entries)
