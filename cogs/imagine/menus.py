"""What a right-click on a message offers under Apps."""

from discord import app_commands

from cogs.i18n.command_names import text
from cogs.imagine.prompt_editor import PromptEditor
from cogs.references.selection import TrayMenu


def menus(tray: TrayMenu, editor: PromptEditor) -> list[app_commands.ContextMenu]:
    """The menus of this bot; discord.py has no way to declare them in a cog."""
    return [
        app_commands.ContextMenu(name=text("Use as reference", "menu-reference"), callback=tray.use),
        app_commands.ContextMenu(name=text("Imagine this", "menu-imagine"), callback=editor.imagine_this),
    ]
