"""A process that opens pictures, so that none can hold the bot up: ``python -m bot.imaging.worker``.

It reads one job a line from standard input and answers with one line on standard output, both in JSON. It ends when
its input does, even in the middle of a job: so it never outlives the bot, however that was ended. It knows no secrets.
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
from bot.imaging.work import fit, inspect

Answer = dict[str, Any]


def perform(job: Mapping[str, Any]) -> Answer:
    """Do one job: ``{"do": "inspect" or "fit", …}``. What can't be done is said in the answer."""
    path = Path(job["path"])
    try:
        if job["do"] == "inspect":
            return asdict(inspect(path))
        found = fit(path, job["limit"], Path(job["target"]), job["most_pixels"])
    except (DamagedImage, NotAnImage) as error:
        return {"damaged": str(error)}
    except OSError as error:
        return {"disk": str(error)}
    return {"suffix": found.suffix if found else ""}


def serve(jobs: BinaryIO, answers: BinaryIO, end: Callable[[int], object] = os._exit) -> None:
    """Work until ``jobs`` are over, then ``end`` the process."""
    lines: SimpleQueue[bytes] = SimpleQueue()

    def listen() -> None:
        for line in jobs:
            lines.put(line)
        end(0)
        lines.put(b"")

    threading.Thread(target=listen, daemon=True).start()
    while line := lines.get():
        answers.write(json.dumps(perform(json.loads(line))).encode() + b"\n")
        answers.flush()


def main() -> None:
    """Serve the bot."""
    # Signals are for the bot, which lets go of this process when it wants it to end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # Where memory runs out, this is the process that Linux should end, not the bot.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    # The bot has read the header, and a picture that is larger than it says is left alone.
    Image.MAX_IMAGE_PIXELS = None
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
