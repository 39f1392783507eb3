"""The real bot with a clock that runs faster: ``python -m tests.support.hurried TIMES ORIGIN``.

Gaps between polls, edits and tries shrink with it; what takes its time on a socket or a processor does not. Who starts
it again with the same ``ORIGIN`` (epoch seconds) carries on the same time.
"""

import asyncio
import sys
import time

from bot.__main__ import main
from bot.clock import Clock


def a_hurried_clock(times: float, origin: float) -> Clock:
    """A clock that showed the true time at ``origin`` and runs ``times`` as fast since."""
    return Clock(
        now=lambda: origin + (time.time() - origin) * times,
        sleep=lambda seconds: asyncio.sleep(seconds / times),
    )


if __name__ == "__main__":
    sys.exit(main([], a_hurried_clock(float(sys.argv[1]), float(sys.argv[2]))))
