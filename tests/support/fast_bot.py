"""The real bot with a faster clock.

This shortens the waits between polls, edits, retries and reconnects, not the time that sockets and the CPU need.
"""

import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.__main__ import main
from bot.launch import Factories
from cogs.interactions import responses
from tests.support.fast_clock import FastClock


def run(
    fast_clock: FastClock,
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    factories: Callable[[], Factories] | None = None,
) -> None:
    """Do what ``python -m bot`` does with this environment in this folder, in a process that was just forked.

    ``factories`` makes those of the bot's parts (None: those of a real run).
    """
    # Coverage would trace the fork, make it twice as slow, and never report its figures.
    sys.settrace(None)
    threading.settrace(None)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with log.open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    warnings.simplefilter("default")
    # Discord's 3 s are real seconds.
    responses.ACK_SECONDS *= fast_clock.speed
    responses.PLACEHOLDER_AFTER *= fast_clock.speed
    code = main([], fast_clock.clock, factories() if factories else None)
    # A forked process exits without the collection in which Python warns of what was never closed.
    gc.collect()
    sys.exit(code)
