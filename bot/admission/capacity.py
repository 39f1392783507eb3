"""Who may have one of the places that ``MAX_OPEN_JOBS`` gives, so that no crowd keeps everybody else out."""

from collections import Counter
from collections.abc import Collection

from bot.admission.errors import QueueFull
from bot.jobs.job import Job

CROWDED = 0.75
"""The part of the places beyond which they are shared out among members: until then, first come, first served."""

FULL = 0.875
"""The part beyond which they are shared out among servers as well."""


class Capacity:
    """``most`` open jobs at once.

    Once the bot is crowded, a member with an open job waits for it if others have some too. The last places are for
    servers that hold few: one that has as many as would be its share if one more server came gets no more. Only the
    open jobs count, so a restart changes nothing.
    """

    def __init__(self, most: int) -> None:
        self._most = most

    def check(self, jobs: Collection[Job], user_id: int, server_id: int) -> None:
        """Raise QueueFull unless a member of a server may have one more job beside the open ``jobs``."""
        if len(jobs) >= self._most:
            raise QueueFull
        if len(jobs) < CROWDED * self._most:
            return
        members = Counter(job.user_id for job in jobs)
        if members[user_id] and len(members) > 1:
            raise QueueFull
        servers = Counter(job.server_id for job in jobs)
        if len(jobs) >= FULL * self._most and servers[server_id] >= self._most / (len(servers) + 1):
            raise QueueFull
