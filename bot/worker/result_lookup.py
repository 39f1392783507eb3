"""Pictures that never reached their requester: where they are, as imini tells when it is asked once more."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import JobError
from bot.imini.errors import PromptRefused, TaskFailed, TaskNotFound
from bot.jobs.job import Failure, Job
from bot.jobs.task import Provider, RemoteImage, TaskStatus

_log = logging.getLogger(__name__)


class Standing(StrEnum):
    """What became of a task."""

    FOUND = "found"
    DRAWING = "drawing"
    GIVEN_UP = "given_up"
    GONE = "gone"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a task stands: its ``images`` if they were found, else why there are none, as far as imini ``said``."""

    standing: Standing
    images: tuple[RemoteImage, ...] = ()
    said: str = ""


class Recovery:
    """Asks imini for the tasks of jobs that ended without their pictures."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def ask(self, job: Job) -> Whereabouts:
        """Where the task of ``job`` stands now, by one query; never raises."""
        try:
            task = await self._provider.task(job.task_id or "")
        except TaskNotFound:
            return Whereabouts(Standing.GONE)
        except PromptRefused as error:
            return Whereabouts(Standing.GIVEN_UP, said=Failure.of(error).said)
        except JobError as error:
            _log.warning("imini did not say where task %.100s stands: %s", job.task_id, error)
            return Whereabouts(Standing.SILENT)
        if task.status is TaskStatus.SUCCEEDED:
            return Whereabouts(Standing.FOUND if task.images else Standing.GONE, task.images)
        if task.status is TaskStatus.FAILED:
            failed = TaskFailed(task.code, task.message, task.request_id)
            return Whereabouts(Standing.GIVEN_UP, said=Failure.of(failed).said)
        return Whereabouts(Standing.DRAWING)
