"""Runs one job without a browser: prints its card as it changes, and saves its pictures."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.launch import Factories
from bot.runtime.terminal import say
from sandbox.discord.world import World, open_world
from sandbox.narrator import Narrator

INTERVAL = 0.1
"""Seconds between two checks whether the job has finished."""

EXIT_OK, EXIT_FAILED, EXIT_USAGE = 0, 1, 2


async def run_once(options: Mapping[str, Any], output: Path, speed: float, locale: str, factories: Factories) -> int:
    """Run ``/imagine`` and save its pictures into ``output``; returns the exit code."""
    async with open_world(speed, locale, factories=factories) as world:
        try:
            async with Narrator(world.env, world.now, {world.you.mention: "@you"}, say, locale).running():
                with suppress(TimeoutError):  # a job takes longer than SimCord waits for the bot
                    await world.you.slash(world.channel, "imagine", **options)
                await _job_ended(world)
        except simcord.OptionError as error:
            say(f"Discord would not let you send this: {error}")
            return EXIT_USAGE
        pictures = [picture for message in world.channel.history() for picture in message.attachments]
        if pictures and not await _save(pictures, output):
            return EXIT_USAGE
    return EXIT_OK if pictures else EXIT_FAILED


async def _job_ended(world: World) -> None:
    """Wait for the bot's asyncio task of that name: when it is done, the card is final."""
    while any(task.get_name().startswith("job ") for task in asyncio.all_tasks()):
        await world.tick()
        await asyncio.sleep(INTERVAL)


async def _save(pictures: Sequence[discord.Attachment], output: Path) -> bool:
    """Save the pictures; returns whether that worked. A file that is there already is kept."""
    try:
        await asyncio.to_thread(output.mkdir, parents=True, exist_ok=True)
        for picture in pictures:
            path = await asyncio.to_thread(unused, output / picture.filename)
            size = await picture.save(path)
            say(f"Saved {path} ({size:,} bytes)")
    except OSError as error:
        say(f"Can't save pictures in {output}: {error.strerror}. Name another folder with --output.")
        return False
    return True


def unused(path: Path) -> Path:
    """The path, or one with a number after its name if there is such a file."""
    paths = (path.with_stem(f"{path.stem}-{number}") if number > 1 else path for number in itertools.count(1))
    return next(path for path in paths if not path.exists())
