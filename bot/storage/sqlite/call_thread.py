"""A thread for blocking calls, one after another."""

import asyncio
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar, TypeVarTuple

Value = TypeVar("Value")
Arguments = TypeVarTuple("Arguments")


class CallThread:
    """Runs calls in order, also those that nobody awaits any more. An executor would take twice the CPU time a call."""

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        # A daemon, so that a process that never closes it can end.
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._closed = False

    def start(self) -> None:
        self._thread.start()

    def call(self, function: Callable[[*Arguments], Value], *arguments: *Arguments) -> asyncio.Future[Value]:
        """The result of ``function(*arguments)``. Raises RuntimeError once the thread is closed."""
        if self._closed:
            raise RuntimeError("the thread is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Value] = loop.create_future()

        def run() -> None:
            try:
                settle = partial(_set_result, future, function(*arguments))
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller
                settle = partial(_set_exception, future, error)
            loop.call_soon_threadsafe(settle)

        self._calls.put(run)
        return future

    def run_waiting(self) -> None:
        """Run the calls that wait now. For a call that takes long, from within it."""
        while not self._calls.empty():
            run = self._calls.get()
            if run is None:  # closed: it ends once the long call has ended
                self._calls.put(None)
                return
            run()

    def close(self) -> None:
        """Accept no more calls, and end once those that were accepted have run."""
        self._closed = True
        self._calls.put(None)

    def _run(self) -> None:
        while run := self._calls.get():
            run()


def _set_result(future: asyncio.Future[Value], value: Value) -> None:
    if not future.done():  # its caller was cancelled
        future.set_result(value)


def _set_exception(future: asyncio.Future[Value], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
