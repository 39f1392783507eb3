"""The least that a bot on discord.py can be: ``python -m tests.bench.floor`` answers every command with one word."""

import logging
import os
from typing import Any

import discord

from bot.gateway import discord_internals


class Floor(discord.Client):
    """Logs in as our bot does and has nothing of its own."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)

    async def setup_hook(self) -> None:
        """Dial the stand-in's gateway."""
        await discord_internals.use_gateway_of(self)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer."""
        await interaction.response.send_message("here")


if __name__ == "__main__":
    logging.disable()
    discord_internals.use_api(os.environ["DISCORD_API_URL"])
    Floor().run(os.environ["DISCORD_TOKEN"])
