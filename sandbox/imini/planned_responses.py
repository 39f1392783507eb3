"""Responses of the sandbox's imini as data: a ``PlannedResponse``, and the ``Fault`` that spoils one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

CODES = {400: "INVALID_PARAMETER", 402: "INSUFFICIENT_CREDITS", 404: "TASK_NOT_FOUND", 429: "RATE_LIMITED"}
"""The documented error code of a status; other statuses use HTTP's name."""

MESSAGES = {
    "INVALID_PARAMETER": "A field of the body is missing or out of range",
    "INVALID_PROMPT": "Prompt contains disallowed content",
    "UNAUTHORIZED": "API key is missing, wrong or revoked",
    "INSUFFICIENT_CREDITS": "Account balance is too low for this request",
    "FORBIDDEN": "The quota of this account is exhausted",
    "TASK_NOT_FOUND": "Task does not exist or has expired",
    "RATE_LIMITED": "Too many requests in a short time, slow down",
}


@dataclass(frozen=True, slots=True)
class PlannedResponse:
    """A response and how it is sent.

    ``hang`` waits that many seconds first; ``pace`` sends that many bytes per second, or all at once if it is 0;
    ``drop`` closes the connection instead of responding; ``truncate`` announces the whole body, sends half and closes.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0
    pace: int = 0
    drop: bool = False
    truncate: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one response.

    With a ``status`` or ``body`` it replaces the server's response, and the server does nothing: no task is created.
    Without either the server does its work, and its own response hangs, trickles, is dropped or is cut in half.
    A ``body`` of bytes is sent as a PNG, a str as HTML, a mapping as JSON (``headers`` may override the type); without
    a body the response is the documented error of ``status``, with ``code`` if that is not the usual one. ``changes``
    are merged into a JSON response.
    """

    status: int | None = None
    code: str | None = None
    body: bytes | str | Mapping[str, object] | None = None
    changes: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0
    pace: int = 0
    drop: bool = False
    truncate: bool = False

    @property
    def replaces(self) -> bool:
        """Whether it replaces the server's response."""
        return self.status is not None or self.body is not None

    def response(self, request_id: str) -> PlannedResponse:
        """The response that replaces the server's; errors contain ``request_id``."""
        status = 200 if self.status is None else self.status
        match self.body:
            case None:
                response = error(status, self.code, None, request_id)
            case bytes():
                response = PlannedResponse(self.body, status, {"Content-Type": "image/png"})
            case str():
                response = PlannedResponse(self.body.encode(), status, {"Content-Type": "text/html; charset=utf-8"})
            case _:
                response = in_json(self.body, status)
        return self.spoil(response)

    def spoil(self, response: PlannedResponse) -> PlannedResponse:
        """``response`` with this fault added."""
        return replace(
            response,
            body=_changed(response.body, self.changes) if self.changes else response.body,
            headers={**response.headers, **self.headers},
            hang=response.hang + self.hang,
            pace=self.pace or response.pace,
            drop=response.drop or self.drop,
            truncate=response.truncate or self.truncate,
        )


NO_FAULT = Fault()


class RequestError(Exception):
    """Makes the server respond with an error; ``code`` and ``message`` default to the usual ones of ``status``."""

    def __init__(self, status: int, message: str | None = None, *, code: str | None = None) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message


def _changed(body: bytes, changes: Mapping[str, object]) -> bytes:
    return json.dumps({**json.loads(body), **changes}, ensure_ascii=False).encode()


def in_json(data: Mapping[str, object], status: int = 200) -> PlannedResponse:
    return PlannedResponse(json.dumps(data, ensure_ascii=False).encode(), status, {"Content-Type": "application/json"})


def error(status: int, code: str | None, message: str | None, request_id: str) -> PlannedResponse:
    """An error in the documented envelope."""
    code = code or CODES.get(status, HTTPStatus(status).name)
    message = message or MESSAGES.get(code, HTTPStatus(status).phrase)
    return in_json({"error": {"code": code, "message": message, "status": status, "request_id": request_id}}, status)
