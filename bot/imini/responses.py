"""Parses imini's responses: strict about who sent them, lenient about their form.

Only imini's own error envelope, ``{"error": {"code": …}}``, is about the account, the prompt or the task. Any other
response that is not a success comes from a gateway, and only its status counts.

Source: https://docs.imini.ai (task query, error codes).
"""

import logging
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
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
_TASK_ID = re.compile(rb'"task_id"\s*:\s*(?:"([^"\\]{1,10000})"|(\d{1,1000})\s*[,}])')


@dataclass(frozen=True, slots=True)
class Response:
    """A complete HTTP response. ``data`` is None if the body is not a JSON object."""

    status: int
    headers: Mapping[str, str]
    data: dict[str, Any] | None


def parse_submitted(response: Response) -> str:
    """The task ID in the response to a submit. Raises BadResponse."""
    data = _object(response)
    task_id = next(filter(None, (_id(data.get(name)) for name in _ID_NAMES)), None)
    if task_id is None:
        raise BadResponse(response.status, "task_id: missing or unusable")
    _log.info("imini accepted task %.100s (request_id %s)", task_id, data.get("request_id") or "-")
    return task_id


def rescued_id(body: bytes) -> str | None:
    """The task ID in a truncated response to a submit, if the whole ID arrived."""
    match = _TASK_ID.search(body)
    return _id((match[1] or match[2]).decode("utf-8", "replace")) if match else None


def parse_task(response: Response) -> Task:
    """The state of a task, from the response to a query. Raises BadResponse.

    Documented statuses are accepted in upper and lower case. With any other status, images mean success. With any
    status, ``completed_at`` means that the task is final: failed if there is an error, succeeded if there are images.
    """
    data = _object(response)
    images = tuple(_images(data.get("images")))
    error = data["error"] if isinstance(data.get("error"), dict) else {"message": data.get("error")}
    return Task(
        status=_status(data, images, response.status),
        images=images,
        code=_text(error, "code"),
        message=_text(error, "message"),
        request_id=_text(error, "request_id") or _text(data, "request_id"),
        seconds=_seconds(data.get("created_at"), data.get("completed_at")),
    )


def is_refused(response: Response) -> bool:
    """Whether a response is an error: by its status, or by an error envelope in a 2xx that holds no result."""
    if not 200 <= response.status < 300:
        return True
    data = response.data or {}
    has_result = isinstance(data.get("status"), str) or any(map(data.get, ("task_id", "taskId", "images")))
    return _envelope(response) is not None and not has_result


def parse_error(response: Response, now: float, *, query: bool) -> ApiError | BadResponse:
    """The typed error of a response that is not a success, with imini's code, message and request ID.

    A ``query`` that imini calls invalid or not found has no task. A submit has no task that could be missing.
    """
    envelope = _envelope(response)
    if envelope is None:
        return _gateway_error(response, now)
    code, status = _text(envelope, "code"), response.status
    if status < 300 and isinstance(envelope.get("status"), int):
        status = envelope["status"]
    error = error_for(status, code)
    if query and isinstance(error, InvalidRequest):
        error = TaskNotFound()
    if not query and isinstance(error, TaskNotFound):
        error = ApiError()
    return replace(
        error,
        status=response.status,
        code=code,
        message=_text(envelope, "message"),
        request_id=_text(envelope, "request_id"),
        retry_after=_retry_after(response, now),
    )


def _gateway_error(response: Response, now: float) -> ApiError | BadResponse:
    """The error of a gateway's page. It did not forward the request (4xx, 503), or may have done so (other 5xx)."""
    if response.status == 429:
        return RateLimited(response.status, retry_after=_retry_after(response, now))
    if response.status == 503:
        return Unavailable(response.status, retry_after=_retry_after(response, now))
    if response.status >= 500:
        return BadResponse(response.status, f"HTTP {response.status} from a gateway")
    return NotPassedOn(response.status)


def _retry_after(response: Response, now: float) -> float | None:
    """Retry-After in seconds. A date in it is compared with the server's own ``Date``, as the clocks may differ."""
    sent = parse_date(response.headers.get("Date"))
    return parse_retry_after(response.headers.get("Retry-After"), now if sent is None else sent)


def _envelope(response: Response) -> dict[str, Any] | None:
    """imini's own error object, recognised by a textual code or a request ID; None in a gateway's response."""
    error = (response.data or {}).get("error")
    if isinstance(error, dict) and (_is_word(error.get("code")) or _is_word(error.get("request_id"))):
        return error
    return None


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _object(response: Response) -> dict[str, Any]:
    if response.data is None:
        raise BadResponse(response.status, "not a JSON object")
    return response.data


def _id(value: object) -> str | None:
    """A task ID, which may be a number; None for what can't be stored as text or sent in a query."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        return None
    return value if value.encode("utf-8", "replace").decode() == value else None


def _images(value: object) -> Iterator[RemoteImage]:
    """The images that have a URL, without duplicates."""
    seen = set()
    for item in value if isinstance(value, list) else [value]:
        image = item if isinstance(item, dict) else {"url": item if "://" in str(item) else None}
        url = image.get("url")
        if isinstance(url, str) and url and url not in seen:
            seen.add(url)
            yield RemoteImage(url, _pixels(image.get("width")), _pixels(image.get("height")))


def _status(data: Mapping[str, Any], images: tuple[RemoteImage, ...], http_status: int) -> TaskStatus:
    status = data.get("status")
    word = status.strip().lower() if isinstance(status, str) else ""
    if word in {TaskStatus.SUCCEEDED, TaskStatus.FAILED}:
        return TaskStatus(word)
    if data.get("completed_at") and data.get("error"):
        return TaskStatus.FAILED
    is_running = word in {TaskStatus.QUEUED, TaskStatus.PROCESSING}
    if images and (data.get("completed_at") or not is_running):
        return TaskStatus.SUCCEEDED
    if is_running:
        return TaskStatus(word)
    if not word:
        raise BadResponse(http_status, "status: missing or unusable")
    _log.warning("imini returned an undocumented task status, %r; the bot keeps polling", status)
    return TaskStatus.PROCESSING


def _seconds(begin: object, end: object) -> float | None:
    """The seconds between two times of ISO 8601; None where one is missing, or they make no sense."""
    if not isinstance(begin, str) or not isinstance(end, str):
        return None
    try:
        seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()
    except (ValueError, TypeError):  # TypeError: only one of them has a time zone
        return None
    return seconds if seconds > 0 else None


def _pixels(value: object) -> int:
    """A size in pixels; 0 for anything else."""
    try:
        size = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0
    return int(size) if math.isfinite(size) and 1 <= size < 1_000_000 else 0


def _text(error: dict[str, Any], name: str) -> str:
    value = error.get(name)
    # JSON may hold lone surrogates, which can't be encoded for the database or a message.
    return "" if value is None else str(value)[:500].encode("utf-8", "replace").decode()
