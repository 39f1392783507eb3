"""imini's answers as they come over the wire: strict about who speaks, lenient about how.

Only imini's own error envelope, ``{"error": {"code": …}}``, speaks of the account, the prompt or the task. Any other
answer that is no success is a gateway's, and says no more than its status.

Source: https://docs.imini.ai (task query, error codes).
"""

import logging
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.imini.errors import (
    ApiError,
    BadResponse,
    InvalidRequest,
    NotPassedOn,
    RateLimited,
    TaskNotFound,
    Unavailable,
    error_for,
)
from bot.jobs.task import RemoteImage, Task, TaskStatus
from bot.net.backoff import parse_date, parse_retry_after

_log = logging.getLogger(__name__)

_ID_NAMES = ("task_id", "taskId", "id")
_HALF_AN_ANSWER = re.compile(rb'"task_id"\s*:\s*(?:"([^"\\]{1,10000})"|(\d{1,1000})\s*[,}])')


@dataclass(frozen=True, slots=True)
class Response:
    """A whole HTTP answer: ``data`` is the JSON object, or None if the body was not one."""

    status: int
    headers: Mapping[str, str]
    data: dict[str, Any] | None


def parse_submitted(answer: Response) -> str:
    """The task ID of a submit's answer. Raises BadResponse."""
    data = _object(answer)
    task_id = next(filter(None, (_id(data.get(name)) for name in _ID_NAMES)), None)
    if task_id is None:
        raise BadResponse(answer.status, "task_id: missing or unusable")
    _log.info("imini accepted task %.100s (request_id %s)", task_id, data.get("request_id") or "-")
    return task_id


def rescued_id(body: bytes) -> str | None:
    """The task ID in the part of a submit's answer that arrived, if the whole of the ID is in it."""
    found = _HALF_AN_ANSWER.search(body)
    return _id((found[1] or found[2]).decode("utf-8", "replace")) if found else None


def parse_task(answer: Response) -> Task:
    """The state of a task from a query's answer. Raises BadResponse.

    The documented statuses count, in any case. Under another one, images mean success; and whatever the status, a time
    of completion ends the task: with an error it failed, with images it succeeded.
    """
    data = _object(answer)
    images = tuple(_images(data.get("images")))
    error = data["error"] if isinstance(data.get("error"), dict) else {"message": data.get("error")}
    return Task(
        status=_status(data, images, answer.status),
        images=images,
        code=_text(error, "code"),
        message=_text(error, "message"),
        request_id=_text(error, "request_id") or _text(data, "request_id"),
    )


def is_refused(answer: Response) -> bool:
    """Whether an answer is an error: by its status, or, under a 200, by its envelope in place of what was asked for."""
    if not 200 <= answer.status < 300:
        return True
    data = answer.data or {}
    answered = isinstance(data.get("status"), str) or any(map(data.get, ("task_id", "taskId", "images")))
    return _envelope(answer) is not None and not answered


def parse_error(answer: Response, now: float, *, query: bool) -> ApiError | BadResponse:
    """The typed error of an answer that is no success, with all that imini said.

    A ``query`` that imini finds wrong, or can't find, denies its task; a submit has none that could be missing.
    """
    envelope = _envelope(answer)
    if envelope is None:
        return _page(answer, now)
    code, status = _text(envelope, "code"), answer.status
    if status < 300 and isinstance(envelope.get("status"), int):
        status = envelope["status"]
    error = error_for(status, code)
    if query and isinstance(error, InvalidRequest):
        error = TaskNotFound()
    if not query and isinstance(error, TaskNotFound):
        error = ApiError()
    return replace(
        error,
        status=answer.status,
        code=code,
        message=_text(envelope, "message"),
        request_id=_text(envelope, "request_id"),
        retry_after=_retry_after(answer, now),
    )


def _page(answer: Response, now: float) -> ApiError | BadResponse:
    """What a gateway's answer says: a 4xx was kept back, a 5xx but 503 may have come after imini got the request."""
    if answer.status == 429:
        return RateLimited(answer.status, retry_after=_retry_after(answer, now))
    if answer.status == 503:
        return Unavailable(answer.status, retry_after=_retry_after(answer, now))
    if answer.status >= 500:
        return BadResponse(answer.status, f"HTTP {answer.status} from a gateway")
    return NotPassedOn(answer.status)


def _retry_after(answer: Response, now: float) -> float | None:
    """Seconds to stay away. A date is measured by the clock that made it, where the answer shows that."""
    sent = parse_date(answer.headers.get("Date"))
    return parse_retry_after(answer.headers.get("Retry-After"), now if sent is None else sent)


def _envelope(answer: Response) -> dict[str, Any] | None:
    """imini's own error object: its code is a word, or at least it names the request as imini does."""
    error = (answer.data or {}).get("error")
    if isinstance(error, dict) and (_is_word(error.get("code")) or _is_word(error.get("request_id"))):
        return error
    return None


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _object(answer: Response) -> dict[str, Any]:
    if answer.data is None:
        raise BadResponse(answer.status, "not a JSON object")
    return answer.data


def _id(value: object) -> str | None:
    """A task ID, which may be a number; None for what can't be one, or can't be written down or asked for again."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        return None
    return value if value.encode("utf-8", "replace").decode() == value else None


def _images(value: object) -> Iterator[RemoteImage]:
    """The pictures that have an address, each of them once."""
    seen = set()
    for item in value if isinstance(value, list) else [value]:
        image = item if isinstance(item, dict) else {"url": item if "://" in str(item) else None}
        url = image.get("url")
        if isinstance(url, str) and url and url not in seen:
            seen.add(url)
            yield RemoteImage(url, _pixels(image.get("width")), _pixels(image.get("height")))


def _status(data: Mapping[str, Any], images: tuple[RemoteImage, ...], http_status: int) -> TaskStatus:
    stated = data.get("status")
    word = stated.strip().lower() if isinstance(stated, str) else ""
    if word in {TaskStatus.SUCCEEDED, TaskStatus.FAILED}:
        return TaskStatus(word)
    if data.get("completed_at") and data.get("error"):
        return TaskStatus.FAILED
    running = word in {TaskStatus.QUEUED, TaskStatus.PROCESSING}
    if images and (data.get("completed_at") or not running):
        return TaskStatus.SUCCEEDED
    if running:
        return TaskStatus(word)
    if not word:
        raise BadResponse(http_status, "status: missing or unusable")
    _log.warning("imini answered the undocumented task status %r; it counts as running", stated)
    return TaskStatus.PROCESSING


def _pixels(value: object) -> int:
    """A size in pixels; 0 for what is none."""
    try:
        size = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0
    return int(size) if math.isfinite(size) and 1 <= size < 1_000_000 else 0


def _text(error: dict[str, Any], name: str) -> str:
    value = error.get(name)
    # JSON may hold halves of surrogate pairs, which no file and no message can.
    return "" if value is None else str(value)[:500].encode("utf-8", "replace").decode()
