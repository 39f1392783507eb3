"""Limits reposts, which are free, to one at a time per job and per member."""

from bot.jobs.errors import AlreadyFetched
from bot.members.errors import AlreadyWaiting


class RunningReposts:
    """The reposts under way, in memory."""

    def __init__(self) -> None:
        self._jobs: set[str] = set()
        self._members: set[int] = set()

    def begin(self, user_id: int, job_id: str) -> None:
        """Register a repost.

        Raises:
            AlreadyFetched: the job has a repost under way.
            AlreadyWaiting: the member has a repost of another job under way.
        """
        if job_id in self._jobs:
            raise AlreadyFetched
        if user_id in self._members:
            raise AlreadyWaiting
        self._jobs.add(job_id)
        self._members.add(user_id)

    def end(self, user_id: int, job_id: str) -> None:
        """Unregister a repost, however it ended."""
        self._jobs.discard(job_id)
        self._members.discard(user_id)
