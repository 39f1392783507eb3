"""Reference images that members choose: attachments, images in messages, the selection."""

from discord import app_commands

from bot.app import ImagineBot
from cogs.cards.custom_ids import PageAction
from cogs.i18n.command_names import localized
from cogs.references.origins import Origins
from cogs.references.selection import ReferenceMenu
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit) -> Origins:
    """Add the menu "Use as reference" and the buttons of the selection; returns what tells whose pictures are."""
    origins = Origins(bot.services.jobs, kit.memory.seen_pictures)
    menu = ReferenceMenu(bot.services.images.limits, origins, kit.gate, kit.responses, kit.memory.selections)
    # discord.py has no way to declare a context menu in a cog.
    bot.tree.add_command(
        app_commands.ContextMenu(name=localized("Use as reference", "menu-reference"), callback=menu.use)
    )
    kit.buttons.on_page |= {PageAction.PICK: menu.pick, PageAction.SELECTION: menu.remove}
    return origins
