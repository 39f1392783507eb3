"""What the sandbox's imini answers, as data: ``PlannedResponse`` is whole, a ``Fault`` is what goes wrong with one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

CODES = {400: "INVALID_PARAMETER", 402: "INSUFFICIENT_CREDITS", 404: "TASK_NOT_FOUND", 429: "RATE_LIMITED"}
"""The documented error code of a status; a status without one is named as HTTP names it."""

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
    """``body`` as it should arrive, and what happens to it on the way.

    ``hang`` waits that many seconds first; ``pace`` sends that many bytes a second, unless it is 0; ``drop`` closes the
    connection instead of answering; ``truncate`` announces the whole body, sends half of it and closes.
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
    """One answer gone wrong.

    With a ``status`` or ``body`` it answers in place of the server, which then does nothing: no task comes to be.
    Without either the server does its work, and its own answer hangs, trickles, is dropped or is cut in half.
    A ``body`` of bytes is sent as a PNG, a str as HTML, a mapping as JSON (``headers`` may say otherwise); without one
    the answer is the documented error of ``status``, with ``code`` if that is not the usual one. ``changes`` are fields
    that a JSON answer has instead of, or besides, its own.
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
        """Whether it answers in place of the server."""
        return self.status is not None or self.body is not None

    def answer(self, request_id: str) -> PlannedResponse:
        """The answer given in place of the server's; ``request_id`` goes into an error."""
        status = 200 if self.status is None else self.status
        match self.body:
            case None:
                whole = error(status, self.code, None, request_id)
            case bytes():
                whole = PlannedResponse(self.body, status, {"Content-Type": "image/png"})
            case str():
                whole = PlannedResponse(self.body.encode(), status, {"Content-Type": "text/html; charset=utf-8"})
            case _:
                whole = in_json(self.body, status)
        return self.spoil(whole)

    def spoil(self, answer: PlannedResponse) -> PlannedResponse:
        """An answer with this fault's changes, its headers and its mishaps added."""
        return replace(
            answer,
            body=_changed(answer.body, self.changes) if self.changes else answer.body,
            headers={**answer.headers, **self.headers},
            hang=answer.hang + self.hang,
            pace=self.pace or answer.pace,
            drop=answer.drop or self.drop,
            truncate=answer.truncate or self.truncate,
        )


NO_FAULT = Fault()


class RequestError(Exception):
    """The request is answered with an error; ``code`` and ``message`` default to the usual ones of ``status``."""

    def __init__(self, status: int, message: str | None = None, *, code: str | None = None) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message


def _changed(body: bytes, changes: Mapping[str, object]) -> bytes:
    return json.dumps({**json.loads(body), **changes}, ensure_ascii=False).encode()


def in_json(data: Mapping[str, object], status: int = 200) -> PlannedResponse:
    """An answer with a JSON body."""
    return PlannedResponse(json.dumps(data, ensure_ascii=False).encode(), status, {"Content-Type": "application/json"})


def error(status: int, code: str | None, message: str | None, request_id: str) -> PlannedResponse:
    """The documented envelope of every failure."""
    code = code or CODES.get(status, HTTPStatus(status).name)
    message = message or MESSAGES.get(code, HTTPStatus(status).phrase)
    return in_json({"error": {"code": code, "message": message, "status": status, "request_id": request_id}}, status)
