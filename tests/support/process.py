"""The bot in a process of its own, connected to stand-ins on loopback."""

import os
import re
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.launch import Factories
from bot.settings import Settings
from sandbox.imini.server import SandboxImini
from tests.standin import DiscordStandIn
from tests.support.children import Child, Forked, Spawned
from tests.support.fast_clock import FastClock
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
START_TIMEOUT = 30.0
STOP_TIMEOUT = 10.0
"""Seconds within which a bot has to stop."""

TAIL = 6000
"""Characters of the log that a failed test shows."""
_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,)", re.MULTILINE)
_COMPLAINTS = (
    "Traceback",
    "Task was destroyed",
    "Task exception was never retrieved",
    "was never awaited",
    "Unclosed",
    "ResourceWarning",
)

SMALL_PRICES = {
    "QUOTA_CREDITS": "50",
    "QUOTA_COST_1K": "1,1,2",
    "QUOTA_COST_2K": "1,2,4",
    "QUOTA_COST_4K": "2,4,8",
}
"""Prices that are easy to add up; a medium picture costs one credit."""


class BotProcess:
    """A bot that can be started, stopped, killed and restarted on the same ``data_dir``. Use as ``async with``.

    On exit it must stop with code 0 within ten seconds, and its log must be free of complaints. With another
    ``clock_speed`` than 1 it is forked with a faster clock, else it is ``python -m bot`` (or another ``module``). A
    command line ``under`` starts that; then signals and the PID are those of its program. With ``tracebacks``, it may
    log tracebacks. ``settings`` are further environment variables. A forked one is made with ``factories``, unless that
    is None.
    """

    def __init__(
        self,
        discord: DiscordStandIn,
        imini: SandboxImini,
        data_dir: Path,
        *,
        clock_speed: float = 1.0,
        module: str = "bot",
        under: Sequence[str] = (),
        tracebacks: bool = False,
        **settings: str,
    ) -> None:
        self.data_dir = data_dir
        self._discord = discord
        self._log = data_dir / "bot.runtime.log"
        self._clock = FastClock(clock_speed, time.time())
        self._module = module
        self._under = under
        self.factories: Callable[[], Factories] | None = None
        self._complaints = _COMPLAINTS[1:] if tracebacks else _COMPLAINTS
        self._child: Child | None = None
        self._environment = environment() | {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "IMINI_API_KEY": imini.key,
            "IMINI_BASE_URL": imini.base_url,
            "DATA_DIR": str(data_dir),
            "ALERTS": "off",
            **SMALL_PRICES,
            **settings,
        }

    async def __aenter__(self) -> Self:
        self._log.touch()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                await self._end_well()
        except BaseException as found:
            error = found
            raise
        finally:
            await self.kill()
            if error is not None:
                error.add_note(f"the bot's log ended with:\n{self.log[-TAIL:]}")

    @property
    def log(self) -> str:
        """The log of all runs so far."""
        return self._log.read_text("utf-8")

    @property
    def complaints(self) -> list[str]:
        """The log records that a correct bot does not write."""
        return [record for record in _RECORD.split(self.log) if any(word in record for word in self._complaints)]

    def configure(self, **settings: str) -> None:
        """Change environment variables, which takes effect with the next start."""
        self._environment |= settings

    async def start(self) -> None:
        """Start it, and return once it is connected to Discord."""
        before, child = self._discord.gateway.identifies, self.launch()
        await eventually(
            lambda: self._discord.gateway.identifies > before or child.exit_code is not None, START_TIMEOUT
        )
        assert child.exit_code is None

    def launch(self) -> Child:
        """Start it, and return at once."""
        if self._clock.speed == 1:
            self._child = Spawned(self._module, self._environment, self.data_dir, self._log, self._under)
        else:
            self._child = Forked(self._clock, self._environment, self.data_dir, self._log, self.factories)
        return self._child

    async def stop(self, within: float = STOP_TIMEOUT) -> int:
        """Stop it as a host does; returns the exit code."""
        self.send(signal.SIGTERM)
        return await self.ended(within)

    async def kill(self) -> None:
        """Kill it, as a power cut would, unless it has ended."""
        if self._child and self._child.exit_code is None:
            self.send(signal.SIGKILL)
            await self.ended()

    def send(self, number: signal.Signals) -> None:
        assert self._child
        os.kill(self._child.pid, number)

    async def ended(self, within: float = STOP_TIMEOUT) -> int:
        """The exit code, once it has ended; TimeoutError after ``within`` seconds."""
        child = self._child
        assert child
        await eventually(lambda: child.exit_code is not None, within)
        assert child.exit_code is not None
        self._child = None
        return child.exit_code

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._child is not None

    @property
    def pid(self) -> int:
        assert self._child
        return self._child.pid

    def memory(self) -> int:
        """Its peak memory in bytes. Linux only, see proc(5)."""
        assert self._child
        status = Path(f"/proc/{self._child.pid}/status").read_text("ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def children(self) -> list[int]:
        """The PIDs of its running child processes. Linux only, see proc(5)."""
        assert self._child
        found = []
        for status in Path("/proc").glob("[0-9]*/status"):
            with suppress(OSError):
                text = status.read_text("ascii", "replace")
                if f"\nPPid:\t{self._child.pid}\n" in text and "\nState:\tZ" not in text:
                    found.append(int(status.parent.name))
        return found

    async def _end_well(self) -> None:
        if self._child:
            assert await self.stop() == 0
        assert not self.complaints


def environment() -> dict[str, str]:
    """This process's environment, without a developer's settings of a bot."""
    own = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name not in own} | {"PYTHONPATH": str(ROOT)}
