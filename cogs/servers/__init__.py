"""What managers decide in Discord about their server: who is blocked there."""

from bot.app import ImagineBot
from cogs.servers.blocks import BlockCommands
from cogs.servers.group import server_group
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit) -> None:
    """Add ``/server`` with all of its commands."""
    services, group = bot.services, server_group()
    BlockCommands(services.servers.blocks, kit.responses, services.runtime.clock).add_to(group)
    bot.tree.add_command(group)
