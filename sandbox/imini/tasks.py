"""A task of the sandbox's imini. All its times are drawn when it is accepted, so its status follows from the clock."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.imini.planned_responses import MESSAGES
from sandbox.imini.rules import SubmittedRequest
from sandbox.imini.sizes import dimensions
from sandbox.imini.triggers import Behaviour

QUEUED = (1.0, 3.0)
"""Minimum and maximum seconds in the queue."""

DRAWING = {"1K": 8.0, "2K": 11.0, "4K": 15.0, "low": 0.0, "medium": 2.0, "high": 4.0}
"""Seconds for each resolution, and additional seconds for each quality."""

EACH_FURTHER = 0.5
"""Additional seconds for each picture after the first."""

JITTER = 1.5
"""Maximum random seconds added to each task."""

Waits = Callable[[SubmittedRequest, float, random.Random], tuple[float, float]]
"""From a request, the speed and a source of chance to the seconds in the queue and of drawing."""

ERRORS: Mapping[Behaviour | None, dict[str, object]] = {
    Behaviour.MODERATED: {"code": "INVALID_PROMPT", "message": MESSAGES["INVALID_PROMPT"], "status": 400},
    Behaviour.BROKEN: {"code": "UPSTREAM_ERROR", "message": "The model failed to draw this prompt", "status": 502},
    Behaviour.STRANGE: {"code": "PALETTE_EXHAUSTED", "message": "There is no blue left for this sky", "status": 422},
}


@dataclass(frozen=True, slots=True)
class SandboxTask:
    """``created`` in epoch seconds, ``queued`` and ``drawing`` in seconds; ``pictures`` are file names.

    ``error_id`` is the request ID of the task's error, if it fails.
    """

    id: str
    submitted: SubmittedRequest
    created: float
    queued: float
    drawing: float
    pictures: tuple[str, ...]
    behaviour: Behaviour | None
    seed: int
    error_id: str

    def status(self, now: float) -> str:
        """One of queued, processing, succeeded and failed."""
        if now < self.created + self.queued:
            return "queued"
        if self.behaviour is Behaviour.ENDLESS or now < self.completed:
            return "processing"
        return "failed" if self.behaviour in ERRORS else "succeeded"

    @property
    def completed(self) -> float:
        """When the task finishes, in epoch seconds."""
        return self.created + self.queued + self.drawing

    @property
    def stated_id(self) -> str | int:
        """The ID as responses contain it: normally a string."""
        return int(self.id) if self.behaviour is Behaviour.ODD else self.id

    def path(self, picture: str) -> str:
        """The path of a picture on the file server."""
        return f"/file/{datetime.fromtimestamp(self.created, UTC):%Y/%m/%d}/{picture}.png"

    def accepted(self, request_id: str) -> dict[str, object]:
        """The response to the submit."""
        return {
            "task_id": self.stated_id,
            "model": self.submitted.model,
            "created_at": iso(self.created),
            "request_id": request_id,
        }

    def body(self, now: float, files: str) -> dict[str, object]:
        """The response to a query, without its request id; ``files`` is the origin of the file server."""
        status = self.status(now)
        width, height = dimensions(self.submitted.resolution, self.submitted.aspect_ratio)
        images = [{"url": files + self.path(picture), "width": width, "height": height} for picture in self.pictures]
        return {
            "task_id": self.stated_id,
            "status": status.upper() if self.behaviour is Behaviour.ODD else status,
            "model": self.submitted.model,
            "created_at": iso(self.created),
            "completed_at": iso(self.completed) if status in ("succeeded", "failed") else None,
            "images": images if status == "succeeded" else None,
            "error": {**ERRORS[self.behaviour], "request_id": self.error_id} if status == "failed" else None,
        }


def waits(submitted: SubmittedRequest, speed: float, rng: random.Random) -> tuple[float, float]:
    """Seconds in the queue (1 to 3) and of drawing (8 to 25, as size, quality and number say), divided by speed."""
    drawing = DRAWING[submitted.resolution] + DRAWING[submitted.quality] + EACH_FURTHER * (submitted.num - 1)
    return rng.uniform(*QUEUED) / speed, (drawing + rng.uniform(0, JITTER)) / speed


def yield_of(submitted: SubmittedRequest, behaviour: Behaviour | None) -> int:
    """The number of pictures that the task returns."""
    if behaviour is Behaviour.EMPTY:
        return 0
    return max(1, submitted.num // 2) if behaviour is Behaviour.PARTIAL else submitted.num


def iso(moment: float) -> str:
    """Epoch seconds as the API writes them: ``2026-04-23T03:00:17.062Z``."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
