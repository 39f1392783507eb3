"""Words in a prompt that make the sandbox's imini fail, each in one way."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from sandbox.imini.planned_responses import NO_FAULT, Fault


class Behaviour(Enum):
    """How an accepted task, or its files, differ from success."""

    MODERATED = auto()
    BROKEN = auto()
    STRANGE = auto()
    ODD = auto()
    EMPTY = auto()
    PARTIAL = auto()
    ENDLESS = auto()
    LOST = auto()
    FILE_MISSING = auto()
    FILE_LATE = auto()
    FILE_IS_PAGE = auto()
    FILE_CUT = auto()
    WRONG_SIZE = auto()
    BLANK = auto()


@dataclass(frozen=True, slots=True)
class Trigger:
    """``fault`` spoils every submit, or the first ``times`` of each round; ``behaviour`` changes the accepted task."""

    name: str
    phrase: str
    effect: str
    fault: Fault = NO_FAULT
    times: int | None = None
    behaviour: Behaviour | None = None


LONG = 600.0
"""Seconds that a response hangs: longer than any client waits."""

FORBIDDEN_PAGE = "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>"
GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

TRIGGERS = (
    Trigger("field refused", "sandbox:400", "the submit is answered with 400 INVALID_PARAMETER", Fault(400)),
    Trigger(
        "prompt refused",
        "sandbox:moderated",
        "the submit is answered with 400 INVALID_PROMPT",
        Fault(400, "INVALID_PROMPT"),
    ),
    Trigger("key refused", "sandbox:401", "the submit is answered with 401", Fault(401)),
    Trigger("out of credits", "sandbox:402", "the submit is answered with 402 INSUFFICIENT_CREDITS", Fault(402)),
    Trigger("account refused", "sandbox:403", "the submit is answered with 403", Fault(403)),
    Trigger(
        "blocked", "sandbox:page", "the submit is answered with 403 and an HTML page", Fault(403, body=FORBIDDEN_PAGE)
    ),
    Trigger(
        "refused as forbidden",
        "sandbox:policy",
        "the submit is answered with 403 CONTENT_POLICY_VIOLATION",
        Fault(403, "CONTENT_POLICY_VIOLATION"),
    ),
    Trigger(
        "too many requests",
        "sandbox:429",
        "two submits are answered with 429 and Retry-After: 5; the third works",
        Fault(429, headers={"Retry-After": "5"}),
        times=2,
    ),
    Trigger("server error", "sandbox:500", "the submit is answered with 500", Fault(500)),
    Trigger(
        "gateway error",
        "sandbox:502",
        "the submit is answered with 502 and an HTML page",
        Fault(502, body=GATEWAY_PAGE),
    ),
    Trigger("short outage", "sandbox:503", "one submit is answered with 503; the next works", Fault(503), times=1),
    Trigger(
        "connection lost",
        "sandbox:drop",
        "the task is accepted; the connection closes without an answer",
        Fault(drop=True),
    ),
    Trigger("half an answer", "sandbox:half", "the task is accepted; half of the answer arrives", Fault(truncate=True)),
    Trigger("no answer", "sandbox:hang", "the task is accepted; the answer takes ten minutes", Fault(hang=LONG)),
    Trigger("task moderated", "sandbox:flagged", "the task fails with INVALID_PROMPT", behaviour=Behaviour.MODERATED),
    Trigger("task failed", "sandbox:failed", "the task fails with UPSTREAM_ERROR", behaviour=Behaviour.BROKEN),
    Trigger(
        "task failed oddly", "sandbox:strange", "the task fails with PALETTE_EXHAUSTED", behaviour=Behaviour.STRANGE
    ),
    Trigger(
        "odd answers",
        "sandbox:odd",
        "the task ID is a number, the status SUCCEEDED, and every answer has a header of 9 KB",
        behaviour=Behaviour.ODD,
    ),
    Trigger("no pictures", "sandbox:empty", "the task succeeds without pictures", behaviour=Behaviour.EMPTY),
    Trigger(
        "too few pictures",
        "sandbox:partial",
        "half of the pictures arrive (request two or more)",
        behaviour=Behaviour.PARTIAL,
    ),
    Trigger("never done", "sandbox:forever", "the task stays in processing forever", behaviour=Behaviour.ENDLESS),
    Trigger(
        "task unknown",
        "sandbox:lost",
        "the task is accepted; queries are answered with 404 TASK_NOT_FOUND",
        behaviour=Behaviour.LOST,
    ),
    Trigger("picture missing", "sandbox:404", "the pictures can't be found (404)", behaviour=Behaviour.FILE_MISSING),
    Trigger(
        "picture late",
        "sandbox:late",
        "the pictures can't be found (404) for a minute, then arrive",
        behaviour=Behaviour.FILE_LATE,
    ),
    Trigger("picture is a page", "sandbox:html", "the pictures are HTML pages", behaviour=Behaviour.FILE_IS_PAGE),
    Trigger(
        "picture cut off", "sandbox:cut", "the pictures end in the middle of the file", behaviour=Behaviour.FILE_CUT
    ),
    Trigger(
        "wrong size",
        "sandbox:size",
        "the pictures are smaller than announced, and have another ratio",
        behaviour=Behaviour.WRONG_SIZE,
    ),
    Trigger("blank picture", "sandbox:blank", "the pictures are plain white", behaviour=Behaviour.BLANK),
)
"""Every trigger, in the order of the table in docs/sandbox.md. Case is ignored; the first phrase in a prompt counts."""

_BY_PHRASE = {trigger.phrase: trigger for trigger in TRIGGERS}


def triggered(prompt: str) -> Trigger | None:
    phrases = re.findall(r"\bsandbox:[a-z0-9]+", prompt.lower())
    return next((_BY_PHRASE[phrase] for phrase in phrases if phrase in _BY_PHRASE), None)
