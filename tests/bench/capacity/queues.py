"""Queues: whoever comes waits for a free server, in the order of coming."""

import heapq
from collections.abc import Generator, Iterable
from contextlib import suppress


class Queue:
    """``servers`` that each serve one at a time; with None, nobody waits."""

    def __init__(self, servers: int | None = None) -> None:
        self._free_at = None if servers is None else [0.0] * servers

    def serve(self, at: float, seconds: float) -> float:
        """When somebody who comes at ``at`` has been served for so many ``seconds``. Call it in the order of time."""
        if self._free_at is None:
            return at + seconds
        end = max(at, self._free_at[0]) + seconds
        heapq.heapreplace(self._free_at, end)
        return end


Part = Generator[tuple[Queue, float], float, float]
"""A part of somebody's way: a queue, and how many seconds it serves them, again and again. Gives when it ends."""

Way = Generator[tuple[Queue, float], float, None]
"""A whole one."""


def run(ways: Iterable[tuple[float, Way]]) -> None:
    """Let each go its way from its time on."""
    coming = [(at, number, way, False) for number, (at, way) in enumerate(ways)]
    heapq.heapify(coming)
    while coming:
        at, number, way, under_way = heapq.heappop(coming)
        with suppress(StopIteration):
            queue, seconds = way.send(at) if under_way else next(way)
            heapq.heappush(coming, (queue.serve(at, seconds), number, way, True))
