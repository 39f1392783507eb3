"""Queries imini once more for the pictures of a failed job."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import JobFailed
from bot.imini.errors import PromptRefused, TaskFailed, TaskNotFound
from bot.jobs.job import Job
from bot.jobs.task import Provider, RemoteImage, TaskStatus

_log = logging.getLogger(__name__)


class LookupOutcome(StrEnum):
    """What a lookup found. SILENT: imini gave no usable response."""

    FOUND = "found"
    DRAWING = "drawing"
    GIVEN_UP = "given_up"
    GONE = "gone"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The ``images`` if they were found."""

    outcome: LookupOutcome
    images: tuple[RemoteImage, ...] = ()


class ResultLookup:
    """Looks up the tasks of jobs that failed although imini may have finished them."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def look_up(self, job: Job) -> LookupResult:
        """Query the task of ``job`` once. Never raises."""
        try:
            task = await self._provider.task(job.task_id or "")
        except TaskNotFound:
            return LookupResult(LookupOutcome.GONE)
        except PromptRefused as error:
            return _given_up(job, error)
        except JobFailed as error:
            _log.warning("imini did not report the state of task %.100s: %s", job.task_id, error)
            return LookupResult(LookupOutcome.SILENT)
        if task.status is TaskStatus.SUCCEEDED:
            return LookupResult(LookupOutcome.FOUND if task.images else LookupOutcome.GONE, task.images)
        if task.status is TaskStatus.FAILED:
            return _given_up(job, TaskFailed(task.code, task.message, task.request_id))
        return LookupResult(LookupOutcome.DRAWING)


def _given_up(job: Job, error: JobFailed) -> LookupResult:
    """The reason is for the log: members read no codes."""
    _log.info("imini gave up task %.100s: %.500s", job.task_id, error)
    return LookupResult(LookupOutcome.GIVEN_UP)
