"""What is taken away of jobs: from where they were shown, from lists, from disk. What they cost stays counted."""

import logging
from contextlib import suppress

from bot.errors import NotSaved
from bot.errors.storage import StorageError
from bot.jobs.job import Job, Removal
from bot.jobs.recent import Recent
from bot.jobs.repository import Journal
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)


class JobErasure:
    """Removes jobs from servers, and forgets them at their requester's wish or for their age."""

    def __init__(self, journal: Journal, recent: Recent, clock: Clock) -> None:
        self._journal = journal
        self._recent = recent
        self._clock = clock

    async def remove(self, job_id: str, removal: Removal) -> None:
        """Note that a job, which may have been erased, was taken away where it was shown. Raises StorageError."""
        whose = "a moderator, " if removal.moderator else ""
        _log.info("job %s deleted by %suser %d in guild %s", job_id, whose, removal.user_id, removal.guild_id)
        await self._journal.removed(job_id, removal)
        if job := await self._journal.find(job_id):
            self._recent.update(job)

    async def restore(self, job: Job) -> None:
        """Note that the requester brought back what no moderator removed."""
        with suppress(StorageError):
            await self._journal.restored(job.id)
        self._recent.update(job.with_(removals=tuple(removal for removal in job.removals if removal.moderator)))

    async def drop(self, job: Job) -> None:
        """Forget one job at its requester's wish. Raises NotSaved."""
        try:
            await self._journal.drop(job.id)
        except StorageError as error:
            raise NotSaved from error
        self._recent.drop(job)

    async def erase(self, user_id: int) -> None:
        """Forget a member's jobs; open ones go on and are forgotten then. Raises NotSaved."""
        try:
            count = await self._journal.erase(user_id)
        except StorageError as error:
            raise NotSaved from error
        self._recent.erase(user_id)
        _log.info("erased %d jobs of a member at their wish", count)

    async def forget(self, older_than: float) -> None:
        """Delete closed jobs older than ``older_than`` seconds, and what is left of erased ones."""
        try:
            count = await self._journal.forget(self._clock.now() - older_than)
        except StorageError:
            return
        _log.info("forgot %d jobs older than %.0f days", count, older_than / 86400)
