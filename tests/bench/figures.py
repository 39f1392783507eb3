"""The figures, each measured on the real process, beside a floor measured in the same run."""

import asyncio
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sandbox.imini.server import SandboxImini
from tests.standin import MIB, DiscordStandIn
from tests.support.process import BotProcess
from tests.support.stage import a_stage

LIBRARIES = "import discord, aiohttp, pydantic"
OWN_PEAK = "print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement and its ``floor``, both in ``unit``."""

    name: str
    value: float
    unit: str
    floor: float
    floor_name: str

    @property
    def row(self) -> tuple[str, ...]:
        """For a table: what, how much, the floor, the ratio of the two, what the floor is."""
        amounts = (f"{amount:.1f} {self.unit}" for amount in (self.value, self.floor))
        return self.name, *amounts, f"{self.value / self.floor:.2f}", self.floor_name


async def start(rounds: int, folder: Path) -> Figure:
    """From ``python -m bot`` to IDENTIFY."""
    ours, floors = [], []
    async with SandboxImini() as imini, DiscordStandIn() as discord, BotProcess(discord, imini, folder) as bot:
        for _ in range(rounds):
            begin = time.perf_counter()
            await _run(LIBRARIES)
            floors.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            await bot.start()
            ours.append(time.perf_counter() - begin)
            assert await bot.stop() == 0
    return Figure("start to IDENTIFY", median(ours) * 1e3, "ms", median(floors) * 1e3, "importing the libraries")


async def first_answer(rounds: int, folder: Path) -> Figure:
    """From a command to the card of its job."""
    async with SandboxImini() as imini, DiscordStandIn() as discord:
        async with BotProcess(discord, imini, folder, QUOTA_CREDITS=str(10**6), MAX_OPEN_JOBS=str(10**6)) as bot:
            await bot.start()
            await discord.until(lambda: list(discord.commands))
            ours = await _latency(discord, rounds)
        async with BotProcess(discord, imini, folder, module="tests.bench.floor") as floor:
            await floor.start()
            floors = await _latency(discord, rounds)
            await floor.kill()
    return Figure("first answer", ours * 1e3, "ms", floors * 1e3, "a bot that says one word")


async def memory(folder: Path) -> Figure:
    """The most memory that the bot has had after one 4K job of four pictures, none of which fits as it is."""
    async with a_stage(folder, haste=1, painted=True) as stage:
        tight = stage.discord.world.add_guild("Tight", upload_limit=MIB)
        channel = stage.discord.world.add_channel(tight, "art")
        asked = await stage.accepted(channel=channel, resolution="4K", aspect_ratio="16:9", count=4)
        card = await asked.delivered(within=120)
        assert len(card.pictures) == 4
        peak = stage.bot.memory()
    libraries = int(await _run(f"{LIBRARIES}, PIL.Image; {OWN_PEAK}")) * 1024
    return Figure("peak memory, 4 pictures in 4K", peak / MIB, "MiB", libraries / MIB, "the libraries, idle")


async def _latency(discord: DiscordStandIn, rounds: int) -> float:
    """Seconds that half of the commands did not exceed; each comes from somebody else."""
    channel = discord.world.add_channel(discord.world.add_guild("Studio"), "art")
    latencies = []
    for number in range(rounds + WARM_UP):
        user = discord.world.add_user(f"member{number}")
        interaction = await discord.slash(user, channel, "imagine", {"prompt": "a red fox"})
        latencies.append((await interaction.acknowledged()).ack_latency or 0.0)
    return median(latencies[WARM_UP:])


async def _run(code: str) -> str:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    return output.decode()
