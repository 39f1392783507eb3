"""The bot as hosts run it: ``python -m bot`` in a process of its own, pointed at stand-ins on loopback."""

import asyncio
import os
import re
import signal
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.settings import Settings
from sandbox.imini import SandboxImini
from tests.standin import DiscordStandIn
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
LONGEST_STOP = 10.0
"""Seconds within which a bot that was told to stop has to be gone."""

TAIL = 6000
_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,)", re.MULTILINE)
_COMPLAINTS = (
    "Traceback",
    "Task was destroyed",
    "Task exception was never retrieved",
    "was never awaited",
    "Unclosed",
    "ResourceWarning",
)
# discord.py tells of every lost connection with a traceback.
_EXCUSED = "discord.client: Attempting a reconnect"


class BotProcess:
    """A bot to start, stop, kill and start again on the same ``data_dir`` while this is entered.

    On leaving, it has to end well: exit code 0 within ten seconds, and nothing in the log that a clean end would
    not leave there. ``haste`` makes its clock run faster, see ``tests.support.hurried``; ``module`` is what to run if
    not the bot; ``settings`` are further environment variables.
    """

    def __init__(
        self,
        discord: DiscordStandIn,
        imini: SandboxImini,
        data_dir: Path,
        *,
        haste: float = 1.0,
        module: str = "bot",
        **settings: str,
    ) -> None:
        self.data_dir = data_dir
        self.process: asyncio.subprocess.Process | None = None
        self._discord = discord
        self._log = data_dir / "bot.log"
        hurried = ["tests.support.hurried", str(haste), str(time.time())]
        self._command = [sys.executable, "-W", "default", "-m", *(hurried if haste != 1 else [module])]
        self._environment = _environment() | {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "IMINI_API_KEY": imini.key,
            "IMINI_BASE_URL": imini.base_url,
            "DATA_DIR": str(data_dir),
            **settings,
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            await self.kill()
            error.add_note(f"the bot's log ended with:\n{self.log[-TAIL:]}")
            return
        if self.process:
            assert await self.stop() == 0, self.log[-TAIL:]
        assert not self.complaints, "\n".join(self.complaints)

    @property
    def log(self) -> str:
        """All that it wrote so far, over all its runs."""
        return self._log.read_text("utf-8")

    @property
    def complaints(self) -> list[str]:
        """The records of the log that a bot without faults does not write."""
        told = (record for record in _RECORD.split(self.log) if _EXCUSED not in record)
        return [record for record in told if any(word in record for word in _COMPLAINTS)]

    async def start(self) -> None:
        """Start it, and return once it listens to Discord."""
        before = self._discord.gateway.identifies
        process = await self.launch()
        await eventually(lambda: self._discord.gateway.identifies > before or process.returncode is not None, within=20)
        assert process.returncode is None, self.log[-TAIL:]

    async def launch(self) -> asyncio.subprocess.Process:
        """Start it, and return at once. Its folder is its working directory, so that no ``.env`` is near."""
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment, cwd=self.data_dir, stdout=log, stderr=log
            )
        return self.process

    async def stop(self, within: float = LONGEST_STOP) -> int:
        """End it as a host does; returns the exit code."""
        self.send(signal.SIGTERM)
        return await self.ended(within)

    async def kill(self) -> None:
        """End it as a power cut does. Nothing happens where it has ended already."""
        if self.process and self.process.returncode is None:
            self.send(signal.SIGKILL)
            await self.ended()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process
        self.process.send_signal(number)

    async def ended(self, within: float = LONGEST_STOP) -> int:
        """The exit code, once it has ended; TimeoutError after ``within`` seconds."""
        assert self.process
        async with asyncio.timeout(within):
            code = await self.process.wait()
        self.process = None
        return code

    def memory(self, line: str = "VmHWM") -> int:
        """Bytes of memory: the most it ever had (``VmHWM``), or has now (``VmRSS``). Linux only, see proc(5)."""
        assert self.process
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(status.partition(f"{line}:")[2].split()[0]) * 1024


def _environment() -> dict[str, str]:
    """Ours, without what a developer has set for a bot of their own."""
    own = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in own} | {"PYTHONPATH": str(ROOT)}
