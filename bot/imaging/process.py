"""Runs the image worker process: started on demand, killed when a picture takes too long."""

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

_log = logging.getLogger(__name__)

WORK_SECONDS: Final = 30.0
"""Time limit for one picture; the largest accepted ones take a third of it on a small machine."""

IDLE_SECONDS: Final = 60.0
"""A process without work for this long is ended, which frees its memory."""

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")
"""The environment variables that the process gets. It decodes untrusted files, so the bot's secrets are not in it."""

_ROOT = Path(__file__).parents[2]


class ImageProcessFailed(Exception):
    """The process could not be started, died or took too long, so nothing is known of the picture."""


class _Lost(ImageProcessFailed):
    """The process died before it responded."""


class ImageProcess:
    """One process, one task at a time. Use as ``async with``.

    Args:
        seconds: time limit for one task.
        idle: seconds without a task after which the process is ended.
        module: the module that the process runs, importable from ``folder``.
    """

    def __init__(
        self,
        seconds: float = WORK_SECONDS,
        idle: float = IDLE_SECONDS,
        module: str = "bot.imaging.worker",
        folder: Path = _ROOT,
        python: str = sys.executable,
    ) -> None:
        self._seconds = seconds
        self._idle = idle
        self._module = module
        self._folder = folder
        self._python = python
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end()
        await asyncio.gather(*self._ending)

    async def warm(self) -> None:
        """Start the process if it is not running. A failure is left to the task that needs it."""
        if self._turn.locked():
            return  # it starts already, or is at work
        async with self._turn:
            with suppress(ImageProcessFailed):
                await self._running()

    async def perform(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """The process's response to ``task``. Raises ImageProcessFailed."""
        async with self._turn:
            reused = self._process is not None
            try:
                response = await self._perform(task)
            except _Lost:
                if not reused:
                    raise
                # An idle process may have been killed meanwhile. If a new one dies too, this picture is the cause.
                response = await self._perform(task)
            self._schedule_end()
            return response

    async def _perform(self, task: Mapping[str, Any]) -> dict[str, Any]:
        process = await self._running()
        try:
            async with asyncio.timeout(self._seconds):
                return await _ask(process, task)
        except TimeoutError:
            raise self._failed(
                ImageProcessFailed(f"decoding a picture took longer than {self._seconds:.0f} s")
            ) from None
        except (ValueError, OSError):
            raise self._failed(_Lost("the image process died")) from None
        except asyncio.CancelledError:
            # Nobody waits for the response any more, and the next task must not read it as its own.
            self._end()
            raise

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._end()
            self._process = await self._start()
        self._schedule_end()
        return self._process

    async def _start(self) -> Process:
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        try:
            return await asyncio.create_subprocess_exec(
                *(self._python, "-B", "-P", "-m", self._module),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=self._folder,
                env={**environment, "PYTHONPATH": str(self._folder)},
                start_new_session=True,  # Ctrl+C in the terminal must reach only the bot
            )
        except OSError as error:
            _log.error("the image process can't be started: %s", error)
            raise ImageProcessFailed(str(error)) from error

    def _schedule_end(self) -> None:
        """End the process after ``idle`` seconds without another task."""
        if self._idle_timer:
            self._idle_timer.cancel()
        self._idle_timer = asyncio.get_running_loop().call_later(self._idle, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if not self._turn.locked():
            self._end()

    def _failed(self, error: ImageProcessFailed) -> ImageProcessFailed:
        _log.warning("%s", error)
        self._end()
        return error

    def _end(self) -> None:
        if self._idle_timer:
            self._idle_timer.cancel()
        process, self._process = self._process, None
        if process:
            ending = asyncio.create_task(_end(process), name="end the image process")
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)


async def _ask(process: Process, task: Mapping[str, Any]) -> dict[str, Any]:
    """Send one line, read one line. Raises OSError or ValueError if the process is dead."""
    assert process.stdin  # noqa: S101 - it was made with pipes
    assert process.stdout  # noqa: S101
    process.stdin.write(json.dumps(task).encode() + b"\n")
    await process.stdin.drain()
    response = json.loads(await process.stdout.readline())
    if not isinstance(response, dict):
        raise ValueError("invalid response")  # noqa: TRY004 - like invalid JSON, for which json raises ValueError
    return response


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    if process.stdin:
        process.stdin.close()
    await process.communicate()
