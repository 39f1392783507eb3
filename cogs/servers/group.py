"""The command ``/server``, to which each feature for managers adds its own."""

import discord
from discord import app_commands

from cogs.i18n.command_names import localized


def server_group() -> app_commands.Group:
    """An empty ``/server``. Discord offers it to who has Manage Server; the gate asks again at each use."""
    return app_commands.Group(
        name="server",
        description=localized("For managers: who may use the bot in this server, and what was spent", "command-server"),
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
