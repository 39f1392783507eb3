"""Where managers and moderators act: in a server, never everywhere by mistake."""

from typing import Any, cast
from unittest.mock import AsyncMock, Mock, create_autospec

import discord
import pytest

from bot.servers.blocks import Blocks
from bot.servers.errors import ServersOnly
from cogs.gate.entrance import server_of
from cogs.interactions.responses import InitialResponses
from cogs.servers.blocks import BlockCommands
from tests.support.clock import FakeClock


def _interaction(guild_id: int | None) -> discord.Interaction[Any]:
    return cast("discord.Interaction[Any]", Mock(spec=discord.Interaction, guild_id=guild_id))


def test_the_server_of_an_interaction_is_its_own() -> None:
    assert server_of(_interaction(5)) == 5


@pytest.mark.parametrize("guild_id", [None, 0])
def test_outside_of_servers_there_is_none(guild_id: int | None) -> None:
    with pytest.raises(ServersOnly):
        server_of(_interaction(guild_id))


async def test_a_manager_s_block_that_came_past_the_gate_in_a_direct_message_is_not_one_everywhere() -> None:
    blocks: AsyncMock = create_autospec(Blocks, instance=True)
    commands = BlockCommands(blocks, Mock(spec=InitialResponses), FakeClock().clock)
    user = Mock(spec=discord.User, bot=False)
    for act in (commands.block(_interaction(None), user), commands.unblock(_interaction(None), user)):
        with pytest.raises(ServersOnly):
            await act
    assert blocks.mock_calls == []
