"""``python -m tests.bench.profile``: a flame graph of the bot under load, drawn by py-spy.

One column of frames is one thread; the wider a frame, the longer it took. Time in which a thread waits is left out.
"""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.contestants import Contestant, session
from tests.bench.load import Load
from tests.bench.scenarios import TYPICAL, picture, taking
from tests.standin import spec
from tests.support.arguments import amount

PY_SPY = Path(sys.executable).with_name("py-spy")
SAMPLES = 200
"""How often a second py-spy looks."""

WRITING = 60.0
"""Seconds in which py-spy has to write what it saw."""


def main() -> None:
    """Run the load once, and say where the flame graph is."""
    options = _options()
    os.environ.pop(spec.VARIABLE, None)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    asyncio.run(profile(options.output.resolve(), options.rate, options.seconds))
    sys.stdout.write(f"{options.output}\n")


async def profile(output: Path, rate: float, seconds: float, drawing: float = TYPICAL) -> None:
    """Write the flame graph of a bot that gets ``rate`` requests a second for so many ``seconds``.

    imini takes ``drawing`` seconds for each, more or less.
    """
    # py-spy starts the bot itself: Linux lets a process look into those that it started, and root into the others.
    recorder = [str(PY_SPY), "record", "--output", str(output), "--threads"]
    contestant = Contestant("bot", under=[*recorder, "--rate", str(SAMPLES), "--"])
    with TemporaryDirectory() as folder:
        async with session(contestant, Path(folder), taking(drawing), picture("1K", "1:1")) as run:
            await Load(run).run(round(rate * seconds), rate)
            run.bot.send(signal.SIGINT)
            await run.bot.ended(WRITING)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.profile", description=__doc__)
    parser.add_argument("--rate", type=amount, default=20.0, help="requests a second")
    parser.add_argument("--seconds", type=amount, default=20.0, help="how long they come")
    parser.add_argument("--output", type=Path, default=Path("build/profile.svg"), help="where the flame graph goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
