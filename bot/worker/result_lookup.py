"""Pictures that never reached their requester: where they are, as imini tells when it is asked once more."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import JobFailed
from bot.imini.errors import PromptRefused, TaskFailed, TaskNotFound
from bot.jobs.job import Failure, Job
from bot.jobs.task import Provider, RemoteImage, TaskStatus

_log = logging.getLogger(__name__)


class LookupOutcome(StrEnum):
    """What became of a task."""

    FOUND = "found"
    DRAWING = "drawing"
    GIVEN_UP = "given_up"
    GONE = "gone"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class LookupResult:
    """Where a task stands: its ``images`` if they were found, else why there are none, as far as imini ``said``."""

    outcome: LookupOutcome
    images: tuple[RemoteImage, ...] = ()
    said: str = ""


class ResultLookup:
    """Asks imini for the tasks of jobs that ended without their pictures."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def ask(self, job: Job) -> LookupResult:
        """Where the task of ``job`` stands now, by one query; never raises."""
        try:
            task = await self._provider.task(job.task_id or "")
        except TaskNotFound:
            return LookupResult(LookupOutcome.GONE)
        except PromptRefused as error:
            return LookupResult(LookupOutcome.GIVEN_UP, said=Failure.of(error).said)
        except JobFailed as error:
            _log.warning("imini did not say where task %.100s stands: %s", job.task_id, error)
            return LookupResult(LookupOutcome.SILENT)
        if task.status is TaskStatus.SUCCEEDED:
            return LookupResult(LookupOutcome.FOUND if task.images else LookupOutcome.GONE, task.images)
        if task.status is TaskStatus.FAILED:
            failed = TaskFailed(task.code, task.message, task.request_id)
            return LookupResult(LookupOutcome.GIVEN_UP, said=Failure.of(failed).said)
        return LookupResult(LookupOutcome.DRAWING)
