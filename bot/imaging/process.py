"""A process that opens pictures, as the bot sees it: started when it is needed, ended when it takes too long."""

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
"""How long one picture may take; the largest that are let through take a third of it on a small machine."""

IDLE_SECONDS: Final = 60.0
"""A process that had nothing to do for so long is ended, which gives its memory back."""

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")
"""The environment of a process that opens what anybody made: neither token nor key is in it."""

_ROOT = Path(__file__).parents[2]


class ImageProcessFailed(Exception):
    """Nothing can be said of a picture: its process could not be started, was lost, or took too long."""


class _Lost(ImageProcessFailed):
    """The process ended before it answered."""


class ImageProcess:
    """One process, one job at a time. Use as ``async with``.

    Args:
        seconds: for one job.
        idle: seconds without a job after which the process is ended.
        module: what the process runs; it is found in ``folder``.
        python: the interpreter that runs it.
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
        self._rest: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end()
        await asyncio.gather(*self._ending)

    async def warm(self) -> None:
        """Start the process, if it does not run yet, for a job that will come."""
        async with self._turn:
            with suppress(ImageProcessFailed):
                await self._running()

    async def perform(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """The process's answer to ``job``. Raises ImageProcessFailed."""
        async with self._turn:
            waited = self._process is not None
            try:
                answer = await self._perform(job)
            except _Lost:
                if not waited:
                    raise
                # It was lost while it waited, which this picture is not to blame for; a new one is not.
                answer = await self._perform(job)
            self._rest_later()
            return answer

    async def _perform(self, job: Mapping[str, Any]) -> dict[str, Any]:
        process = await self._running()
        try:
            async with asyncio.timeout(self._seconds):
                return await _ask(process, job)
        except TimeoutError:
            raise self._failed(ImageProcessFailed(f"a picture took longer than {self._seconds:.0f} s")) from None
        except (ValueError, OSError):
            raise self._failed(_Lost("the process that opens pictures was lost")) from None
        except asyncio.CancelledError:
            # It is in the middle of something that nobody wants any more.
            self._end()
            raise

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._end()
            self._process = await self._start()
        self._rest_later()
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
                start_new_session=True,  # a Ctrl+C in the terminal is for the bot alone
            )
        except OSError as error:
            _log.error("the process that opens pictures can't be started: %s", error)
            raise ImageProcessFailed(str(error)) from error

    def _rest_later(self) -> None:
        """End the process unless another job comes in time."""
        if self._rest:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(self._idle, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if not self._turn.locked():
            self._end()

    def _failed(self, error: ImageProcessFailed) -> ImageProcessFailed:
        _log.warning("%s", error)
        self._end()
        return error

    def _end(self) -> None:
        if self._rest:
            self._rest.cancel()
        process, self._process = self._process, None
        if process:
            ending = asyncio.create_task(_end(process), name="end the process that opens pictures")
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)


async def _ask(process: Process, job: Mapping[str, Any]) -> dict[str, Any]:
    """One line there, one line back. Raises OSError or ValueError where there is nobody (any more) to answer."""
    assert process.stdin  # noqa: S101 - it was made with pipes
    assert process.stdout  # noqa: S101
    process.stdin.write(json.dumps(job).encode() + b"\n")
    await process.stdin.drain()
    answer = json.loads(await process.stdout.readline())
    if not isinstance(answer, dict):
        raise ValueError("not an answer")  # noqa: TRY004 - whoever asks does not care what came instead
    return answer


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    if process.stdin:
        process.stdin.close()
    await process.communicate()
