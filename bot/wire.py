"""imini's answers as they come over the wire; unknown fields are ignored, unknown statuses count as running.

Source: https://docs.imini.ai (task query, error codes).
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from bot.errors import (
    AccountRefused,
    ApiError,
    BadAnswer,
    InvalidRequest,
    KeyRefused,
    OutOfCredits,
    PromptRefused,
    RateLimited,
    ServerError,
    TaskNotFound,
    Unavailable,
    UnexpectedStatus,
    is_moderation,
)
from bot.job import RemoteImage, TaskStatus
from bot.retry import parse_retry_after

_log = logging.getLogger(__name__)
_Model = TypeVar("_Model", bound=BaseModel)

_BY_STATUS: dict[int, type[ApiError]] = {
    400: InvalidRequest,
    401: KeyRefused,
    402: OutOfCredits,
    403: AccountRefused,
    404: TaskNotFound,
    429: RateLimited,
    503: Unavailable,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer: ``data`` is the JSON object, or None if the body was not one."""

    status: int
    headers: Mapping[str, str]
    data: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Task:
    """What imini says of a task. ``code`` and ``message`` are set when it failed."""

    status: TaskStatus
    images: tuple[RemoteImage, ...] = ()
    code: str = ""
    message: str = ""
    request_id: str = ""


# Only what the bot can't do without may spoil an answer, as it may have been paid for; the rest is taken as it comes.
class _Submitted(BaseModel):
    task_id: str = Field(min_length=1)
    request_id: Any = None


class _Image(BaseModel):
    url: str = Field(min_length=1)
    width: Any = None
    height: Any = None


class _Queried(BaseModel):
    status: str
    images: list[object] | None = None
    error: Any = None
    request_id: Any = None


def read_submitted(answer: Answer) -> str:
    """The task ID of a submit's answer. Raises ApiError or BadAnswer."""
    submitted = _parse(_Submitted, answer)
    _log.info("imini took task %.100s (request_id %s)", submitted.task_id, submitted.request_id or "-")
    return submitted.task_id


def read_task(answer: Answer) -> Task:
    """The state of a task from a query's answer. Raises ApiError or BadAnswer."""
    queried = _parse(_Queried, answer)
    error = queried.error if isinstance(queried.error, dict) else {"message": queried.error}
    return Task(
        status=_status(queried.status),
        images=_images(queried.images or [], answer.status),
        code=_text(error, "code"),
        message=_text(error, "message"),
        request_id=_text(error, "request_id") or str(queried.request_id or ""),
    )


def read_error(answer: Answer, now: float, *, query: bool) -> ApiError:
    """The typed error of an answer that is no success, with all that imini said.

    A ``query`` may name a task that is gone; a 404 of anything else says that ``IMINI_BASE_URL`` leads elsewhere.
    """
    envelope = (answer.data or {}).get("error")
    error: dict[str, Any] = envelope if isinstance(envelope, dict) else {}
    code = _text(error, "code")
    default = ServerError if answer.status >= 500 else UnexpectedStatus
    kind = _BY_STATUS.get(answer.status, default)
    if kind is TaskNotFound and not query:
        kind = UnexpectedStatus
    if kind is InvalidRequest and is_moderation(code):
        kind = PromptRefused
    return kind(
        status=answer.status,
        code=code,
        message=_text(error, "message"),
        request_id=_text(error, "request_id"),
        retry_after=parse_retry_after(answer.headers.get("Retry-After"), now),
    )


def _parse(model: type[_Model], answer: Answer) -> _Model:
    if answer.data is None:
        raise BadAnswer(status=answer.status, message="not a JSON object")
    try:
        return model.model_validate(answer.data)
    except ValidationError as error:
        raise BadAnswer(answer.status, _first(error)) from None


def _first(error: ValidationError) -> str:
    """What is wrong, without what it is wrong with."""
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _images(values: list[object], status: int) -> tuple[RemoteImage, ...]:
    """The pictures that have an address, each of them once. Raises BadAnswer where not one of them has."""
    found: dict[str, RemoteImage] = {}
    problems = []
    for index, value in enumerate(values):
        try:
            image = _Image.model_validate(value)
        except ValidationError as error:
            problems.append(f"images.{index}.{_first(error)}")
        else:
            found.setdefault(image.url, RemoteImage(image.url, _pixels(image.width), _pixels(image.height)))
    if problems and not found:
        raise BadAnswer(status, problems[0])
    return tuple(found.values())


def _status(value: str) -> TaskStatus:
    try:
        return TaskStatus(value)
    except ValueError:
        _log.warning("imini answered the undocumented task status %r; taken for running", value)
        return TaskStatus.PROCESSING


def _pixels(value: object) -> int:
    return int(value) if isinstance(value, int | float) and 0 < value < 1_000_000 else 0


def _text(error: dict[str, Any], name: str) -> str:
    value = error.get(name)
    # JSON may hold halves of surrogate pairs, which no file and no message can.
    return "" if value is None else str(value)[:500].encode("utf-8", "replace").decode()
