"""The product without Discord, in a process of its own that can be killed and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.imini.server import SandboxImini
from tests.support import headless
from tests.support.fast_clock import FastClock
from tests.support.process import ROOT, SMALL_PRICES, environment
from tests.support.waiting import eventually

RUN_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """The only request of a member; ``id`` is that of the member and of the interaction."""

    id: int
    prompt: str
    num: int = 1


class HeadlessProcess:
    """Runs over the same ``data_dir``, with one clock."""

    def __init__(self, imini: SandboxImini, data_dir: Path, *, clock_speed: float = 1.0, **settings: str) -> None:
        self.data_dir = data_dir
        self.run = 0
        self._clock = FastClock(clock_speed, time.time())
        self._log = data_dir / "headless.log"
        self._environment = environment() | {
            "DISCORD_TOKEN": "no.such.token",
            "IMINI_API_KEY": imini.key,
            "IMINI_BASE_URL": imini.base_url,
            "DATA_DIR": str(data_dir),
            **SMALL_PRICES,
            **settings,
        }
        self._process: subprocess.Popen[str] | None = None

    @property
    def page(self) -> list[dict[str, Any]]:
        """What members could see so far, in all runs."""
        return headless.read(self.data_dir / headless.PAGE)

    @property
    def log(self) -> str:
        """The log of all runs so far."""
        return self._log.read_text("utf-8")

    def start(self, requests: Iterable[Request]) -> None:
        """Start a run that receives ``requests``."""
        self.run += 1
        arguments = [str(self.run), str(self._clock.speed), str(self._clock.origin)]
        with self._log.open("a", encoding="utf-8") as file:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                [sys.executable, "-m", "tests.support.headless", *arguments],
                env=self._environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=file, stderr=file, text=True,
            )  # fmt: skip
        assert self._process.stdin
        for request in requests:
            self._process.stdin.write(json.dumps({"id": request.id, "prompt": request.prompt, "num": request.num}))
            self._process.stdin.write("\n")
        self._process.stdin.flush()

    async def end(self) -> int:
        """End the input, and wait for the process; returns the exit code."""
        process = self._process
        assert process
        assert process.stdin
        process.stdin.close()
        await eventually(lambda: process.poll() is not None, RUN_TIMEOUT)
        self._process = None
        return int(process.returncode)

    async def kill(self) -> None:
        """Kill it, as a power cut would."""
        process, self._process = self._process, None
        if process and process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            await eventually(lambda: process.poll() is not None)
        if process and process.stdin:
            process.stdin.close()
