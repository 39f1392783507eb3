"""Shares the ``MAX_OPEN_JOBS`` places fairly, so that no member or server can occupy them all."""

from collections import Counter
from collections.abc import Collection

from bot.admission.errors import QueueFull
from bot.jobs.job import Job

CROWDED = 0.75
"""Fraction of occupied places from which on they are shared among members; before, first come, first served."""

FULL = 0.875
"""Fraction from which on they are shared among servers as well."""


class Capacity:
    """Allows ``max_open_jobs`` open jobs at once, in this process: the limit protects its memory, not the account.

    Once the bot is ``CROWDED``, a member gets a further job only if no other member has one open. Once it is ``FULL``,
    a server gets a further job only while it holds less than an equal share, counting one more server than are active.
    The decision depends on the open jobs alone, so a restart does not change it.
    """

    def __init__(self, max_open_jobs: int) -> None:
        self._max_open_jobs = max_open_jobs

    def check(self, jobs: Collection[Job], user_id: int, server_id: int) -> None:
        """Raise QueueFull unless the member may have one more job in this server, besides the open ``jobs``."""
        if len(jobs) >= self._max_open_jobs:
            raise QueueFull
        if len(jobs) < CROWDED * self._max_open_jobs:
            return
        members = Counter(job.user_id for job in jobs)
        if members[user_id] and len(members) > 1:
            raise QueueFull
        servers = Counter(job.server_id for job in jobs)
        if len(jobs) >= FULL * self._max_open_jobs and servers[server_id] >= self._max_open_jobs / (len(servers) + 1):
            raise QueueFull
