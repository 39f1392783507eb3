"""A job's task at the provider that draws its pictures, whichever that is."""

from dataclasses import dataclass
from enum import StrEnum


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
