"""Reading the command permissions of a server from Discord."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock, Mock, create_autospec

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from discord.http import HTTPClient

from bot.servers.command_permissions import (
    CommandPermissions,
    CommandPermissionStore,
    Overwrites,
    PermissionsUnreadable,
)
from cogs.gate.overwrites import OverwriteListener, OverwriteReader
from tests.support.discord_errors import http_error

APP, SERVER, IMAGINE = 1, 1000, 77
ALICE = {"id": "3", "type": 2, "permission": False}


@pytest.fixture
def bot() -> Mock:
    """A bot in a server without overwrites, with one command."""
    bot: Mock = create_autospec(commands.Bot, instance=True)
    bot.application_id = APP
    bot.http = create_autospec(HTTPClient, instance=True)
    bot.tree = create_autospec(app_commands.CommandTree, instance=True)
    # discord.py's method is no coroutine, but returns one.
    bot.http.get_guild_application_command_permissions = AsyncMock(
        spec=HTTPClient.get_guild_application_command_permissions, return_value=[]
    )
    imagine = create_autospec(app_commands.AppCommand, instance=True)
    imagine.id, imagine.name = IMAGINE, "imagine"
    bot.tree.fetch_commands.return_value = [imagine]
    return bot


def _listed(bot: Mock, *lists: dict[str, Any]) -> None:
    bot.http.get_guild_application_command_permissions.return_value = list(lists)


async def test_a_server_without_overwrites_costs_one_request(bot: Mock) -> None:
    assert await OverwriteReader(bot).read(SERVER) == CommandPermissions()
    (asked,) = bot.http.get_guild_application_command_permissions.await_args_list
    assert asked.args == (APP, SERVER)
    bot.tree.fetch_commands.assert_not_awaited()


async def test_overwrites_are_those_of_the_bot_and_of_its_commands_by_name(bot: Mock) -> None:
    everyone = {"id": str(SERVER), "type": 1, "permission": False}
    _listed(
        bot,
        {"id": str(APP), "permissions": [everyone]},
        {"id": str(IMAGINE), "permissions": [ALICE]},
        {"id": "78", "permissions": [ALICE]},  # a command that the bot no longer has
    )
    assert await OverwriteReader(bot).read(SERVER) == CommandPermissions(
        Overwrites(roles={SERVER: False}), {"imagine": Overwrites(users={3: False})}
    )


@pytest.mark.parametrize("error", [http_error(503), http_error(403, 50001), OSError("unreachable")])
async def test_what_discord_does_not_say_is_unreadable(bot: Mock, error: Exception) -> None:
    bot.http.get_guild_application_command_permissions.side_effect = error
    with pytest.raises(PermissionsUnreadable):
        await OverwriteReader(bot).read(SERVER)


async def test_a_list_that_takes_too_long_is_unreadable(bot: Mock) -> None:
    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    bot.http.get_guild_application_command_permissions.side_effect = hang
    with pytest.raises(PermissionsUnreadable, match="TimeoutError"):
        await OverwriteReader(bot, timeout=0.01).read(SERVER)


async def test_a_change_is_heard_for_its_server_and_a_new_session_for_all() -> None:
    store = create_autospec(CommandPermissionStore, instance=True)
    listener = OverwriteListener(store)
    event = create_autospec(discord.RawAppCommandPermissionsUpdateEvent, instance=True)
    event.guild = Mock(spec=discord.Guild, id=SERVER)
    await listener.on_raw_app_command_permissions_update(event)
    store.changed.assert_called_once_with(SERVER)
    await listener.on_shard_ready(0)
    store.clear.assert_called_once_with()
