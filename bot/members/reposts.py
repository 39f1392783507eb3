"""Reposts under way: one of a job at a time, and one for each member, as they cost nothing."""

from bot.jobs.errors import AlreadyFetched
from bot.members.errors import AlreadyWaiting


class RunningReposts:
    """Which jobs' pictures are being brought to another card, and for whom."""

    def __init__(self) -> None:
        self._jobs: set[str] = set()
        self._members: set[int] = set()

    def begin(self, user_id: int, job_id: str) -> None:
        """Note that a job's pictures are on their way for a member.

        Raises:
            AlreadyFetched: they are on their way already.
            StillFetching: another job's are, for the same member.
        """
        if job_id in self._jobs:
            raise AlreadyFetched
        if user_id in self._members:
            raise AlreadyWaiting
        self._jobs.add(job_id)
        self._members.add(user_id)

    def end(self, user_id: int, job_id: str) -> None:
        """Note that they have come, or never will."""
        self._jobs.discard(job_id)
        self._members.discard(user_id)
