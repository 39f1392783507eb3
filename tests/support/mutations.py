"""Responses as imini might send them if something between its database and the bot goes wrong."""

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.support.junk import junk, scalars

PAGE = b"<html><head><title>Oops</title></head><body><h1>Oops</h1></body></html>"
ODD_HEADERS = [
    b"X-Trace: " + b"0" * 9000,
    b"X-Name: \xe7\x8b\x90 \xff",
    b"Retry-After: soon",
    b"Retry-After: -1",
    b"Set-Cookie: a=b; Path=\x7f",
    b"Content-Type: text/plain; charset=klingon",
    b"Content-Type: nonsense",
    b"Location: //[",
    b"Date: yesterday",
    b"Server: ",
]
POLICY = ["INVALID_PROMPT", "CONTENT_POLICY_VIOLATION", "MODERATION_BLOCKED"]
UNLISTED = ["SOMETHING_NEW", "PROMPT_FORBIDDEN", "x", "403"]
ACCOUNT = ["UNAUTHORIZED", "INSUFFICIENT_CREDITS", "FORBIDDEN", "QUOTA_EXHAUSTED"]
TASK = ["TASK_NOT_FOUND", "INVALID_PARAMETER", "RATE_LIMITED", "SERVICE_UNAVAILABLE", "UPSTREAM_ERROR"]

SUBMITTED = {"model": "m", "created_at": "2026-04-23T03:00:17.062Z", "request_id": "r"}
QUERIED = {
    "task_id": "task_1",
    "status": "processing",
    "model": "m",
    "created_at": "2026-04-23T03:00:17.062Z",
    "completed_at": None,
    "images": None,
    "error": None,
    "request_id": "r",
}


@dataclass(frozen=True, slots=True)
class Move:
    """A response to a submit and its meaning: ``accepted``, ``refused``, ``kept`` by a gateway, or a ``doubt``."""

    kind: str
    raw: bytes


def _framed(status: int, headers: list[bytes], body: bytes, framing: str) -> bytes:
    lines = [b"HTTP/1.1 %d Whatever" % status, *headers]
    if framing == "length":
        lines.append(b"Content-Length: %d" % len(body))
    if framing == "chunks":
        lines.append(b"Transfer-Encoding: chunked")
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    if framing == "cut":
        lines.append(b"Content-Length: %d" % (len(body) + 50))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


headers = st.lists(st.sampled_from(ODD_HEADERS), max_size=3)
whole = st.sampled_from(["length", "chunks", "close"])
pages = st.sampled_from([PAGE, b"", b"null", b'"busy"', b"[]", b"\xff\xfe", b'{"message": "Forbidden"}']) | st.binary(
    max_size=30
)
usable_ids = st.integers(1, 2**63) | st.text("task_0123456789abcdef-", min_size=1, max_size=40)
useless_ids = st.none() | st.booleans() | st.floats() | st.just("") | st.lists(scalars, max_size=1)


def _answers(
    status: st.SearchStrategy[int], body: st.SearchStrategy[bytes], framing: st.SearchStrategy[str] = whole
) -> st.SearchStrategy[bytes]:
    return st.builds(_framed, status, headers, body, framing)


def _envelopes(codes: list[str]) -> st.SearchStrategy[bytes]:
    error = st.fixed_dictionaries(
        {"code": st.sampled_from(codes)}, optional={"message": junk, "status": junk, "request_id": junk}
    )
    return st.builds(lambda error: json.dumps({"error": error}).encode(), error)


@st.composite
def _mutated(draw: st.DrawFn, good: dict[str, Any], spared: tuple[str, ...] = ()) -> dict[str, Any]:
    """``good`` with some fields missing, of another type or new, but for those that are ``spared``."""
    answer = dict(good)
    for name in draw(st.lists(st.sampled_from([*good, "eta", "data"]), max_size=4, unique=True)):
        if name in spared:
            continue
        if draw(st.booleans()):
            answer.pop(name, None)
        else:
            answer[name] = draw(junk)
    return answer


def _as_json(data: object) -> bytes:
    return json.dumps(data).encode()


@st.composite
def _accepted(draw: st.DrawFn) -> bytes:
    name = draw(st.sampled_from(["task_id", "task_id", "taskId", "id"]))
    answer = draw(_mutated(SUBMITTED)) | {name: draw(usable_ids)}
    return draw(_answers(st.sampled_from([200, 201, 202]), st.just(_as_json(answer))))


@st.composite
def _accepted_in_half_an_answer(draw: st.DrawFn) -> bytes:
    task_id = json.dumps({"task_id": draw(usable_ids)}).encode().removesuffix(b"}") + b", "
    body = task_id + draw(st.sampled_from([b"", b'"model": "m', b'"created_at":']))
    return draw(_answers(st.just(200), st.just(body), st.sampled_from(["cut", "close", "length"])))


@st.composite
def _without_an_id(draw: st.DrawFn) -> bytes:
    answer = draw(_mutated(SUBMITTED))
    for name in draw(st.lists(st.sampled_from(["task_id", "taskId", "id"]), max_size=3)):
        answer[name] = draw(useless_ids)
    return _as_json(answer)


accepted = _accepted() | _accepted_in_half_an_answer()
refused = _answers(st.sampled_from([200, 400, 401, 402, 403, 409, 418, 422, 500, 502]), _envelopes(POLICY)) | _answers(
    st.sampled_from([200, 400, 403, 404, 409, 418, 422, 500]), _envelopes(UNLISTED)
)
kept = _answers(
    st.sampled_from([301, 302, 400, 401, 402, 403, 404, 405, 407, 408, 413, 418, 425, 429, 451, 503]), pages
)
doubt = st.one_of(
    _answers(st.sampled_from([500, 501, 502, 504, 520, 599]), pages),
    _answers(st.sampled_from([200, 204, 299]), pages),
    _answers(st.just(200), _without_an_id()),
    _answers(st.just(200), st.sampled_from([b"", b'{"task_id": "task_', b'{"task_id": 77']), st.just("cut")),
    st.sampled_from(
        [b"", b"HTTP/1.1 200", b"SSH-2.0-OpenSSH_9.9\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"]
    ),
)
moves = st.one_of(
    *(st.builds(Move, st.just(kind), raw) for kind, raw in (("accepted", accepted), ("refused", refused))),
    *(st.builds(Move, st.just(kind), raw) for kind, raw in (("kept", kept), ("kept", kept), ("doubt", doubt))),
)


def _is_no_end(answer: dict[str, Any]) -> bool:
    failed = str(answer.get("status")).strip().lower() == "failed"
    return not failed and not (answer.get("completed_at") and answer.get("error"))


_running = _mutated(QUERIED).filter(_is_no_end)
_done = _mutated(
    QUERIED | {"status": "succeeded", "images": [{"url": "https://f.example/1.png", "width": 1, "height": "x"}]}
).filter(_is_no_end)
statuses = st.integers(200, 599)
queries = st.one_of(
    _answers(st.just(200), (_running | _done).map(_as_json), st.sampled_from(["length", "chunks", "close", "cut"])),
    _answers(statuses, pages),
    _answers(statuses, _envelopes([*POLICY, *UNLISTED, *ACCOUNT, *TASK])),
    st.sampled_from([b"", b"HTTP/1.1 200", b"nonsense\r\n\r\n"]),
)
