"""Starts a bot in a process of its own: as hosts do, or faster by a fork."""

import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bot.launch import Factories
from tests.support import fast_bot
from tests.support.fast_clock import FastClock

PRELOADED = ["tests.support.fast_bot", "bot.serve", "cogs"]


class Child(Protocol):
    """A started process; ``exit_code`` is None while it runs, and negative if a signal ended it."""

    @property
    def pid(self) -> int: ...

    @property
    def exit_code(self) -> int | None: ...


class Spawned:
    """``python -m module``. Its working directory is its own folder, so that it finds no ``.env``.

    ``under`` is the command line of a program that starts it.
    """

    def __init__(
        self, module: str, environment: Mapping[str, str], folder: Path, log: Path, under: Sequence[str] = ()
    ) -> None:
        command = [*under, sys.executable, "-W", "default", "-m", module]
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
    """The bot with another clock, forked from a process that has imported it, which saves a second per start."""

    def __init__(
        self,
        clock: FastClock,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        factories: Callable[[], Factories] | None = None,
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self._process = context.Process(target=fast_bot.run, args=(clock, dict(environment), folder, log, factories))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode
