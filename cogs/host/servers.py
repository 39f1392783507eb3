"""``/bot servers`` and ``leave``: where the bot is, whichever process connects to it."""

import logging
import re
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.host.errors import LeaveRefused, UnknownServer
from bot.host.store import HostStore
from bot.net.errors import NETWORK_ERRORS
from cogs.cards.notices import notice
from cogs.host.server_list import ServerPage, server_list
from cogs.i18n.command_names import localized
from cogs.interactions.responses import InitialResponses
from cogs.verdicts import asking_discord

_log = logging.getLogger(__name__)


class ServerCommands:
    """Lists servers as Discord knows them, page by page, and leaves one. ``buttons`` carry the page."""

    def __init__(
        self, bot: commands.Bot | commands.AutoShardedBot, host: HostStore, responses: InitialResponses
    ) -> None:
        self._bot = bot
        self._host = host
        self._responses = responses

    def add_to(self, group: app_commands.Group) -> None:
        """Add the commands to ``/bot``."""
        see = localized("List the servers that the bot is in", "command-bot-servers")
        leave = localized("Have the bot leave a server", "command-bot-leave")
        group.add_command(app_commands.Command(name="servers", description=see, callback=self.servers))
        group.add_command(app_commands.Command(name="leave", description=leave, callback=self.leave))

    async def servers(self, interaction: discord.Interaction[Any]) -> None:
        """Show the first page privately. Raises DiscordSilent."""
        page = await self._page("")
        view = server_list(page, self._host.allows, self._responses.translator(interaction))
        await self._responses.to(interaction).show(view, private=True)

    async def turn(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Replace the page that was pressed by that which ``state`` names."""
        page = await self._page(state)
        view = server_list(page, self._host.allows, self._responses.translator(interaction))
        await self._responses.to(interaction).update(view)

    @app_commands.describe(server=localized("The server's ID, as /bot servers shows it", "option-leave-server"))
    async def leave(self, interaction: discord.Interaction[Any], server: str) -> None:
        """Leave a server, and record it once Discord confirms. What its managers decided is kept.

        Raises:
            UnknownServer: the bot is in no such server.
            LeaveRefused: Discord did not let the bot leave it.
            DiscordSilent: Discord did not say whether the bot is in it.
            SaveFailed: the bot has left, but that could not be recorded.
        """
        if not re.fullmatch(r"[0-9]{15,20}", server.strip()):
            raise UnknownServer
        guild = await self._found(int(server))
        if guild is None:
            raise UnknownServer
        try:
            await self._bot.http.leave_guild(guild.id)
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            # Where an answer is lost, the bot may have left all the same; a repeated request is refused then.
            if await self._found(guild.id):
                _log.warning("Discord didn't let the bot leave server %d: %s", guild.id, error)
                raise LeaveRefused from error
        await self._host.record_leaving(interaction.user.id, guild.id, guild.name)
        t = self._responses.translator(interaction)
        text = t("left-server", server=guild.name)
        await self._responses.to(interaction).show(notice(t("title-left-server"), text), private=True)

    async def _found(self, server_id: int) -> discord.Guild | None:
        """The server, if the bot is in it. Raises DiscordSilent."""
        with asking_discord():
            try:
                return await self._bot.fetch_guild(server_id, with_counts=False)
            except (discord.NotFound, discord.Forbidden):
                return None

    async def _page(self, state: str) -> ServerPage:
        """The page that begins after the server whose ID is ``state``, or the first. Raises DiscordSilent."""
        after = discord.Object(int(state)) if re.fullmatch(r"[0-9]{1,20}", state) else None
        # One more than a page shows tells whether there is a next page.
        with asking_discord():
            found = [guild async for guild in self._bot.fetch_guilds(limit=ServerPage.SIZE + 1, after=after)]
        return ServerPage([(guild.id, guild.name, guild.approximate_member_count) for guild in found], first=not after)
