"""Port: the provider that draws pictures, and its side of a job, the task."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.requests.request import ImagineRequest


class TaskStatus(StrEnum):
    """The state of a task; the values are imini's."""

    QUEUED = "queued"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RemoteImage:
    """A finished picture at the provider; ``width`` and ``height`` in pixels, 0 if unknown."""

    url: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the provider reports it. ``code`` and ``message`` are set if it failed.

    ``seconds`` is how long it took by the provider's clock, None if that is unknown.
    """

    status: TaskStatus
    images: tuple[RemoteImage, ...] = ()
    code: str = ""
    message: str = ""
    request_id: str = ""
    seconds: float | None = None


class Provider(Protocol):
    """Draws the pictures of requests. Each call makes one attempt."""

    @property
    def is_cooling_down(self) -> bool:
        """Whether calls wait for the end of a cooldown."""

    async def wait_for_cooldown(self) -> None:
        """Wait until any cooldown is over. Every call does this itself."""

    async def submit(self, request: ImagineRequest) -> str:
        """Request pictures; returns the task ID.

        Raises:
            SubmitUncertain: the task may exist.
            JobFailed: nothing was accepted.
        """

    async def task(self, task_id: str) -> Task:
        """Query the state of a task. Raises JobFailed if this query brought no state."""
