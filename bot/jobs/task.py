"""A job's task at the provider that draws its pictures, whichever that is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.requests.request import ImagineRequest


class TaskStatus(StrEnum):
    """Where a task stands at its provider; the words are imini's."""

    QUEUED = "queued"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RemoteImage:
    """A finished picture at the provider; ``width`` and ``height`` in pixels, 0 when it did not say."""

    url: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """What the provider says of a task. ``code`` and ``message`` are set when it failed."""

    status: TaskStatus
    images: tuple[RemoteImage, ...] = ()
    code: str = ""
    message: str = ""
    request_id: str = ""


class Provider(Protocol):
    """Who draws the pictures of requests: one attempt each call, at another provider by another client."""

    async def wait_for_cooldown(self) -> None:
        """Wait until any cooldown is over. Every call does this itself."""

    async def submit(self, request: ImagineRequest) -> str:
        """Request pictures; returns the task ID.

        Raises:
            SubmitUncertain: the task may exist.
            JobError: nothing was accepted.
        """

    async def task(self, task_id: str) -> Task:
        """Where a task stands. Raises JobError: no state could be had this time."""
