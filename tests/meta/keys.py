"""The keys of the texts, as the code uses them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.errors import AttachmentProblem, FailureKind
from bot.jobs.state import JobState
from bot.requests.request import Quality, ReferenceType
from bot.worker.result_lookup import Standing
from cogs.cards.custom_ids import Action
from tests.meta import sources

KEY = re.compile(r"[a-z]+(-[a-z0-9_]+)+")

ENDED = (JobState.UNDELIVERED, JobState.FAILED, JobState.UNKNOWN, JobState.CANCELLED)
"""The states whose cards ``job_card.ended`` makes."""

# Keys that the code puts together, by the expression that does it: a new one has to be entered here.
COMPUTED = {
    "f'ended-{kind}'": {f"ended-{kind}" for kind in FailureKind},
    "f'refusal-attachment-{problem.problem}'": {f"refusal-attachment-{problem}" for problem in AttachmentProblem},
    "f'title-{job.state}'": {f"title-{state}" for state in ENDED},
    "f'title-{action}'": {f"title-{action}" for action in (Action.VARY, Action.SHARPER)},
    "f'reference-{reference.reference_type}'": {f"reference-{kind}" for kind in ReferenceType},
    "f'{error.key}-{reason}'": {
        f"refusal-paused-{kind}" for kind in (FailureKind.KEY_REFUSED, FailureKind.OUT_OF_CREDITS)
    },
    "f'quality-{chosen.quality}'": {f"quality-{quality}" for quality in Quality},
    "f'quality-{quality}'": {f"quality-{quality}" for quality in Quality},
    "f'state-{shown.state}'": {f"state-{state}" for state in JobState},
    "f'recovery-{found.standing}'": {f"recovery-{standing}" for standing in Standing if standing != Standing.FOUND},
    "f'button-{action}'": {f"button-{action}" for action in Action if action != Action.FIT},
}
# Values of ``key`` that are only ever the first half of a computed one.
STEMS = {"refusal-attachment", "refusal-paused"}


def sentences() -> set[str]:
    """The keys of everything that ``Words`` is asked for."""
    literal = {key for _, key in _literals("bot", "cogs")} - names()
    return (literal | set().union(*COMPUTED.values())) - STEMS


def names() -> set[str]:
    """The keys of what Discord shows in its menus: ``text("English", "key")``, whose English stands in the code."""
    second = (call.args[1:2] for _, call in sources.nodes(ast.Call, "cogs") if sources.called(call) == "text")
    return {key.value for [key] in second if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def computed() -> set[str]:
    """The expressions by which the code puts keys together when it asks for a sentence."""
    return {ast.unparse(call.args[0]) for _, call in asked() if isinstance(call.args[0], ast.JoinedStr)}


def asked() -> Iterator[tuple[Path, ast.Call]]:
    """The calls that ask for a sentence: of a value named ``words``, or of what ``texts(locale)`` gives."""
    for path, call in sources.nodes(ast.Call, "bot", "cogs"):
        if call.args and (sources.called(call) in {"words", "_words"} or isinstance(call.func, ast.Call)):
            yield path, call


def _literals(*folders: str) -> Iterator[tuple[Path, str]]:
    for path, node in sources.nodes(ast.Constant, *folders):
        if isinstance(node.value, str) and KEY.fullmatch(node.value):
            yield path, node.value
