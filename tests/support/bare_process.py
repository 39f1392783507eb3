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
from tests.support import bare
from tests.support.haste import Haste
from tests.support.process import ROOT, environment
from tests.support.waiting import eventually

LONGEST_RUN = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """What a member asks for, who asks for nothing else; ``id`` is theirs, and their interaction's."""

    id: int
    prompt: str
    num: int = 1


class BareProcess:
    """Run after run over the same ``data_dir``, by one clock."""

    def __init__(self, imini: SandboxImini, data_dir: Path, *, haste: float = 1.0, **settings: str) -> None:
        self.data_dir = data_dir
        self.run = 0
        self._haste = Haste(haste, time.time())
        self._log = data_dir / "bare.log"
        self._environment = environment() | {
            "DISCORD_TOKEN": "no.such.token",
            "IMINI_API_KEY": imini.key,
            "IMINI_BASE_URL": imini.base_url,
            "DATA_DIR": str(data_dir),
            **settings,
        }
        self._process: subprocess.Popen[str] | None = None

    @property
    def page(self) -> list[dict[str, Any]]:
        """What members could see so far, over all runs."""
        return bare.read(self.data_dir / bare.PAGE)

    @property
    def log(self) -> str:
        """All that it logged so far, over all runs."""
        return self._log.read_text("utf-8")

    def start(self, requests: Iterable[Request]) -> None:
        """Begin a run that hears of ``requests``."""
        self.run += 1
        arguments = [str(self.run), str(self._haste.times), str(self._haste.origin)]
        with self._log.open("a", encoding="utf-8") as file:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                [sys.executable, "-m", "tests.support.bare", *arguments],
                env=self._environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=file, stderr=file, text=True,
            )  # fmt: skip
        assert self._process.stdin
        for request in requests:
            self._process.stdin.write(json.dumps({"id": request.id, "prompt": request.prompt, "num": request.num}))
            self._process.stdin.write("\n")
        self._process.stdin.flush()

    async def end(self) -> int:
        """Let it end, as nothing more is asked for; returns the exit code."""
        process = self._process
        assert process
        assert process.stdin
        process.stdin.close()
        await eventually(lambda: process.poll() is not None, LONGEST_RUN)
        self._process = None
        return int(process.returncode)

    async def kill(self) -> None:
        """End it as a power cut does."""
        process, self._process = self._process, None
        if process and process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            await eventually(lambda: process.poll() is not None)
        if process and process.stdin:
            process.stdin.close()
