"""Two ways to start a bot in a process of its own: as hosts do, or quickly."""

import multiprocessing
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tests.support import hurried
from tests.support.haste import Haste

PRELOADED = ["tests.support.hurried", "cogs"]


class Child(Protocol):
    """A process that was started; ``exit_code`` is negative where a signal ended it, None while it runs."""

    @property
    def pid(self) -> int: ...

    @property
    def exit_code(self) -> int | None: ...


class Spawned:
    """``python -m module``, with its folder as working directory, so that no ``.env`` is near."""

    def __init__(self, module: str, environment: Mapping[str, str], folder: Path, log: Path) -> None:
        command = [sys.executable, "-W", "default", "-m", module]
        with log.open("ab") as file:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                command, env=environment, cwd=folder, stdout=file, stderr=file
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()


class Forked:
    """The bot with another clock, forked off a process that has imported it already: that saves a second a start."""

    def __init__(self, haste: Haste, environment: Mapping[str, str], folder: Path, log: Path) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self._process = context.Process(target=hurried.run, args=(haste, dict(environment), folder, log))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode
