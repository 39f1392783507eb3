"""The least that a bot on discord.py can do and still bring a picture: ``python -m tests.bench.floor``.

It acknowledges, submits, polls every 2 s and uploads. It checks nothing, stores nothing and shows no progress.
"""

import asyncio
import io
import logging
import os

import aiohttp
import discord
from discord import app_commands

from bot.gateway import discord_internals

POLL = 2.0
"""Seconds between two polls, as imini's documentation suggests: https://docs.imini.ai"""


class Floor(discord.Client):
    """Offers ``/imagine`` and draws with imini at ``base_url``."""

    def __init__(self, base_url: str, key: str) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self._images = f"{base_url}/v1/images"
        self._headers = {"Authorization": f"Bearer {key}"}
        self._submits: aiohttp.ClientSession
        self._reads: aiohttp.ClientSession

    async def setup_hook(self) -> None:
        """Dial the stand-in's gateway and register the command."""
        await discord_internals.use_gateway_from_api(self)
        # A server may close a connection that it kept just as the next POST arrives; a GET is repeated by aiohttp.
        self._submits = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True), headers=self._headers)
        self._reads = aiohttp.ClientSession(headers=self._headers)
        tree = app_commands.CommandTree(self)
        tree.command(name="imagine", description="Make pictures from words")(imagine)
        await tree.sync()

    async def drawn(self, request: dict[str, object]) -> list[bytes]:
        """The finished pictures of a request."""
        async with self._submits.post(f"{self._images}/generate", json=request) as response:
            task_id = (await response.json())["task_id"]
        while True:
            await asyncio.sleep(POLL)
            async with self._reads.get(f"{self._images}/tasks/{task_id}") as response:
                task = await response.json()
            if task["status"] == "succeeded":
                return [await self._fetched(image["url"]) for image in task["images"]]

    async def _fetched(self, url: str) -> bytes:
        async with self._reads.get(url) as response:
            return await response.read()


async def imagine(
    interaction: discord.Interaction[Floor],
    prompt: str,
    resolution: str = "1K",
    aspect_ratio: str = "1:1",
    count: int = 1,
) -> None:
    """Answer at once, and show the pictures in that answer later."""
    await interaction.response.send_message("Drawing")
    request = {
        "model": "openai/gpt-image-2",
        "prompt": prompt,
        "resolution": resolution,
        "aspect_ratio": aspect_ratio,
        "quality": "medium",
        "num": count,
    }
    pictures = await interaction.client.drawn(request)
    files = [discord.File(io.BytesIO(picture), f"{number}.png") for number, picture in enumerate(pictures)]
    await interaction.edit_original_response(content="Done", attachments=files)


def main() -> None:
    """Run until killed."""
    logging.disable()
    discord_internals.use_api(os.environ["DISCORD_API_URL"])
    Floor(os.environ["IMINI_BASE_URL"], os.environ["IMINI_API_KEY"]).run(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    main()
