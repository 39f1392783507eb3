"""The real bot with a clock that runs faster.

Gaps between polls, edits, tries and dials of the gateway shrink with it; what takes its time on a socket or a processor
does not.
"""

import gc
import os
import sys
import threading
import warnings
from collections.abc import Mapping
from pathlib import Path

from bot.__main__ import main
from cogs.interactions import responses
from tests.support.haste import Haste


def run(haste: Haste, environment: Mapping[str, str], folder: Path, log: Path) -> None:
    """Be a bot: what ``python -m bot`` is with this environment in this folder, in a process that was just forked."""
    # Coverage follows into a fork and makes it twice as slow, for figures that it never hands in.
    sys.settrace(None)
    threading.settrace(None)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with log.open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    warnings.simplefilter("default")
    # Discord waits by a clock of its own.
    responses.ACK_SECONDS *= haste.times
    responses.PLACEHOLDER_AFTER *= haste.times
    code = main([], haste.clock)
    # A forked process ends without the tidying in which Python finds what nobody closed.
    gc.collect()
    sys.exit(code)
