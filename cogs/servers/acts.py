"""``/server acts`` and ``/bot acts``: what moderators and managers did in a server, and what the host did."""

import asyncio
import io
from typing import Any

import discord
from discord import app_commands

from bot.servers.act_log import ActLog
from bot.servers.acts import EVERYWHERE
from cogs.gate.entrance import server_of
from cogs.i18n.command_names import localized
from cogs.interactions.responses import InitialResponses
from cogs.servers.act_list import act_list, as_csv

SHOWN = 10
MOST_EXPORTED = 20_000
"""Acts in one file: about 3 MB."""

FILE = "acts.csv"


class ActCommands:
    """Shows the newest acts in a server, or those of the host (``everywhere``), and gives all of them as a file."""

    def __init__(self, act_log: ActLog, responses: InitialResponses, *, everywhere: bool = False) -> None:
        self._act_log = act_log
        self._responses = responses
        self._everywhere = everywhere

    def add_to(self, group: app_commands.Group) -> None:
        """Add the command to ``/server`` or ``/bot``."""
        here = localized(
            "See what moderators and managers did here, with the full list as a file", "command-server-acts"
        )
        hosts = localized("See what you did as the bot's owner, with the full list as a file", "command-bot-acts")
        see = hosts if self._everywhere else here
        group.add_command(app_commands.Command(name="acts", description=see, callback=self.list_acts))

    async def list_acts(self, interaction: discord.Interaction[Any]) -> None:
        place = EVERYWHERE if self._everywhere else server_of(interaction)
        acts = await self._act_log.newest(place, MOST_EXPORTED)
        view = act_list(acts[:SHOWN], self._responses.translator(interaction), everywhere=self._everywhere)
        if not acts:
            await self._responses.to(interaction).show(view, private=True)
            return
        view.add_item(discord.ui.File(f"attachment://{FILE}"))
        data = await asyncio.to_thread(as_csv, acts)
        await self._responses.to(interaction).show(
            view, private=True, files=lambda: [discord.File(io.BytesIO(data), FILE)]
        )
