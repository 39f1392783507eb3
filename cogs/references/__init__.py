"""Images that members point at: attachments, messages, the tray."""

from typing import TYPE_CHECKING

from discord import app_commands

from cogs.cards.custom_ids import Own
from cogs.i18n.command_names import text
from cogs.references.selection import TrayMenu
from cogs.toolkit import Toolkit

if TYPE_CHECKING:
    from bot.app import ImagineBot


async def setup(bot: "ImagineBot", kit: Toolkit) -> None:
    """Add the tray: its menu, which discord.py has no way to declare in a cog, and its buttons."""
    tray = TrayMenu(bot.services.images.limits, kit.answers, kit.memory.trays)
    bot.tree.add_command(app_commands.ContextMenu(name=text("Use as reference", "menu-reference"), callback=tray.use))
    kit.buttons.on_page[Own.TRAY] = tray.take_out
