"""The process that decodes pictures, so that none of them can block the bot: ``python -m bot.imaging.worker``.

It reads one task per line from standard input and writes one response per line to standard output, both as JSON. It
exits when its input ends, even during a task, so it never outlives the bot. It has no secrets.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from PIL import Image

from bot.imaging.header import DamagedImage, NotAnImage
from bot.imaging.work import fit, inspect, prepare

Response = dict[str, Any]


def perform(task: Mapping[str, Any]) -> Response:
    """Do one task: ``{"do": "inspect" or "fit", …}``. Failures are part of the response, not raised."""
    path = Path(task["path"])
    try:
        if task["do"] == "inspect":
            return asdict(inspect(path))
        fitted = fit(path, task["limit"], Path(task["target"]), task["max_pixels"])
    except (DamagedImage, NotAnImage) as error:
        return {"damaged": str(error)}
    except OSError as error:
        return {"disk": str(error)}
    return {"suffix": fitted.suffix if fitted else ""}


def serve(tasks: BinaryIO, responses: BinaryIO, end: Callable[[int], object] = os._exit) -> None:
    """Do tasks until the input ends, then ``end`` the process.

    A thread reads the input, so that its end is noticed during a task.
    """
    lines: SimpleQueue[bytes] = SimpleQueue()

    def listen() -> None:
        for line in tasks:
            lines.put(line)
        end(0)
        lines.put(b"")

    threading.Thread(target=listen, daemon=True).start()
    while line := lines.get():
        responses.write(json.dumps(perform(json.loads(line))).encode() + b"\n")
        responses.flush()


def main() -> None:
    # The bot handles signals, and closes the input when this process is to end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # If memory runs out, Linux should kill this process rather than the bot.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    prepare()
    # Pillow's limit is not needed: the bot has checked the header, and work.py rejects what exceeds it.
    Image.MAX_IMAGE_PIXELS = None
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
