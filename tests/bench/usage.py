"""What a process and those that it started have used. Linux only, see proc(5)."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_EVERY = 0.1


def processor_seconds(pid: int) -> float:
    """User and system time of the process, of its living descendants, and of all that ended before."""
    return sum(own_processor_seconds(one) for one in family(pid))


def own_processor_seconds(pid: int) -> float:
    """User and system time of the process, and of its children that have ended."""
    with suppress(OSError):
        # The second field is the program's name in parentheses, which may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS
    return 0.0


def written_bytes(pid: int) -> int:
    """Bytes that the process and its living descendants have had written to a disk."""
    return sum(_written(one) for one in family(pid))


def memory(pid: int) -> int:
    """Bytes that the process and its descendants hold together; of a page that several share, each holds a part."""
    return sum(_proportional_bytes(one) for one in family(pid))


def family(pid: int) -> Iterator[int]:
    """The process and its living descendants."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text("ascii").split():
                yield from family(int(child))


class Peak:
    """The most bytes that were seen."""

    def __init__(self) -> None:
        self.bytes = 0

    async def watch(self, pid: int) -> None:
        """Look ten times a second, for ever."""
        while True:
            self.bytes = max(self.bytes, memory(pid))
            await asyncio.sleep(_EVERY)


@asynccontextmanager
async def peak_of(pid: int) -> AsyncIterator[Peak]:
    """Watch the memory of a process and its descendants until the block ends."""
    peak = Peak()
    watching = asyncio.create_task(peak.watch(pid))
    try:
        yield peak
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _written(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/io").read_text("ascii").partition("\nwrite_bytes:")[2].split()[0])
    return 0


def _proportional_bytes(pid: int) -> int:
    with suppress(OSError):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        return int(rollup.partition("\nPss:")[2].split()[0]) * 1024
    return 0
