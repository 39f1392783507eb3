"""Who may have one of the places that ``MAX_OPEN_JOBS`` gives, so that no crowd keeps everybody else out."""

from collections import Counter
from collections.abc import Collection

from bot.errors import QueueFull
from bot.job import Job

CROWDED = 0.75
"""The part of the places beyond which they are shared out: until then, first come, first served."""


class Capacity:
    """``most`` open jobs at once.

    Once the bot is crowded, a member with an open job waits for it if others have some too, and a server that holds
    more than half of the places gets no more if the bot serves another one.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._servers: set[int] = set()

    def check(self, jobs: Collection[Job], user_id: int, server_id: int) -> None:
        """Raise QueueFull unless a member of a server may have one more job beside the open ``jobs``."""
        self._servers.add(server_id)
        if len(jobs) >= self._most:
            raise QueueFull
        if len(jobs) < CROWDED * self._most:
            return
        members = Counter(job.user_id for job in jobs)
        servers = Counter(job.server_id for job in jobs)
        if members[user_id] and len(members) > 1:
            raise QueueFull
        if len(self._servers) > 1 and servers[server_id] > self._most / 2:
            raise QueueFull
