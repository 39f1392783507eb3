"""Jobs that may be stored when somebody presses a button: one of each kind, all with the same id."""

from typing import Any

from bot.errors import FailureKind
from bot.jobs.job import Failure, Job
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.requests.errors import AttachmentProblem, FileProblem
from bot.requests.request import ReferenceType
from tests.integration.fuzz.values import JOB, TASK
from tests.support.jobs import a_card, a_finished_job, a_job, a_request
from tests.support.simtime import EPOCH


def _picture(number: int) -> RemoteImage:
    return RemoteImage(f"http://imini.example/{number}.png", 1024, 1024)


def _delivered(pictures: int = 1, **fields: Any) -> Job:
    images = tuple(map(_picture, range(pictures)))
    request = a_request(**{"num": pictures, **fields.pop("request", {})})
    return a_finished_job(id=JOB, task_id=TASK, created_at=EPOCH, images=images, request=request, **fields)


def _job(state: JobState, failure: Failure | None = None, **fields: Any) -> Job:
    fields = {"id": JOB, "created_at": EPOCH, "acknowledged": not state.is_active, **fields}
    return a_job(state=state, failure=failure, **fields)


REFERENCE = {"url": "http://cdn.example/wolf.png", "reference_type": ReferenceType.STYLE}
BLAMED = FileProblem("image1", "wolf.png", AttachmentProblem.UNREADABLE)

JOBS: dict[str, Job | None] = {
    "accepted": _job(JobState.ACCEPTED),
    "being sent": _job(JobState.SUBMITTING),
    "being drawn": _job(JobState.SUBMITTED, task_id=TASK),
    "ready": _job(JobState.READY, task_id=TASK, images=(_picture(1),)),
    "one picture": _delivered(),
    "ten pictures": _delivered(10, alt="fox " * 1000),
    "private": _delivered(3, card=a_card(private=True)),
    "sharpest": _delivered(request={"resolution": "4K", "quality": "high"}),
    "with references": _delivered(request={"images": [REFERENCE] * 3}),
    "made from another": _delivered(request={"images": [REFERENCE]}, parent="a" * 10, references_from="a" * 10),
    "as long as can be": _delivered(request={"prompt": "狐" * 32_000}),
    "moderated": _job(JobState.FAILED, Failure(FailureKind.MODERATION), task_id=TASK),
    "lost": _job(JobState.FAILED, Failure(FailureKind.TIMED_OUT), task_id=TASK),
    "with a bad reference": _job(JobState.FAILED, Failure(FailureKind.BAD_INPUT, file=BLAMED)),
    "not told of": _job(JobState.FAILED, Failure(FailureKind.BUSY), acknowledged=False),
    "unknown": _job(JobState.UNKNOWN),
    "cancelled": _job(JobState.CANCELLED),
    "erased": None,
}
"""By what is said of them; of the one that was erased, nothing is known."""
