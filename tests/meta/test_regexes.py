"""Every regular expression of the product takes time in proportion to its text, whoever has written the text."""

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, product
from typing import Any

import pytest

from bot.images.names import PictureName
from bot.runtime.log import Redactor
from cogs.cards.urls import well_formed
from cogs.i18n.markdown import code, escape
from tests.meta import sources

LONG, LONGER = 250, 1000
"""Repetitions: four times as many take four times as long, or sixteen times where the time grows with the square."""

TOO_STEEP = 9.0
MEASURABLE = 0.0003
"""Seconds below which a clock's steps and the caches decide."""

BEGINNINGS = (
    "", "http://", "https://a", "https://a?", "data:image/", "data:image/png;base64,", "Bearer ", "Bot ", "token",
    "token: ", "/webhooks/1/", "imagine:", "imagine:a:", "imagine-0a1b2c3d4e-1", "1", "%",
)  # fmt: skip
REPEATED = (*BEGINNINGS[1:], " ", "\\", "a", "0", "0a", "-", "/", "?", ":", ".", "=", '"', "\n", "<", "é", "\u202e")
ENDINGS = (" ", "!")

_USING = {"match", "fullmatch", "search", "sub", "split", "findall", "finditer"}


def _patterns() -> dict[str, re.Pattern[Any]]:
    """The regular expressions of the product, by where they stand."""
    found = {}
    for path in sources.files("bot", "cogs"):
        if path.name == "__main__.py":
            continue
        module = importlib.import_module(sources.module(path))
        for name, value in vars(module).items():
            for number, pattern in enumerate(_in(name, value)):
                found[f"{sources.name(path)}: {name}[{number}]"] = pattern
    for path, call in sources.nodes(ast.Call, "bot", "cogs"):
        if sources.called(call) in _USING and isinstance(call.func, ast.Attribute) and call.args:
            owner, first = call.func.value, call.args[0]
            if isinstance(owner, ast.Name) and owner.id == "re" and isinstance(first, ast.Constant):
                found[f"{sources.name(path)}:{call.lineno}"] = re.compile(str(first.value))
    return found


def _in(name: str, value: object) -> Iterator[re.Pattern[Any]]:
    """What a name of a module holds, tables included; templates are compiled by who uses them."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _in(name, part)
    elif isinstance(value, str) and name.endswith("TEMPLATE"):
        yield re.compile(value)


PATTERNS = _patterns()


def _whole(pattern: re.Pattern[Any]) -> Callable[[str], object]:
    """The expression tried on all of a text."""
    return lambda text: pattern.fullmatch(text.encode() if isinstance(pattern.pattern, bytes) else text)


def _anywhere(pattern: re.Pattern[Any]) -> Callable[[str], object]:
    """The expression looked for everywhere in a text."""
    if isinstance(pattern.pattern, bytes):
        return lambda text: pattern.sub(b"", text.encode())
    return lambda text: pattern.sub("", text)


def _seconds(use: Callable[[str], object], text: str, times: int) -> float:
    """Processor time of one use, the least of several."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        use(text)
        taken.append(time.process_time() - begun)
    return min(taken)


def _is_steep(use: Callable[[str], object], begin: str, repeat: str, end: str) -> bool:
    long, longer = (begin + repeat * times + end for times in (LONG, LONGER))
    if _seconds(use, longer, 1) < MEASURABLE:
        return False
    return _seconds(use, longer, 5) > TOO_STEEP * max(_seconds(use, long, 5), MEASURABLE / TOO_STEEP)


def _steep(use: Callable[[str], object], beginnings: Sequence[str] = BEGINNINGS) -> Iterator[tuple[str, str, str]]:
    """The texts, by their parts, for which a use takes more than its share."""
    return (text for text in product(beginnings, REPEATED, ENDINGS) if _is_steep(use, *text))


def _steep_for(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    # Looked for everywhere, an expression begins wherever it can: what is repeated is a beginning by itself.
    return chain(_steep(_whole(pattern)), _steep(_anywhere(pattern), BEGINNINGS[:1]))


def test_the_expressions_are_found() -> None:
    assert len(PATTERNS) > 20
    assert {
        "cogs/cards/custom_ids.py: BUTTON_TEMPLATE[0]",
        "bot/runtime/log.py: _SECRETS[3]",
        "bot/requests/request.py: _HTTP_URL[0]",
    } <= PATTERNS.keys()


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_no_text_takes_more_than_its_share_of_time(pattern: re.Pattern[Any]) -> None:
    assert list(_steep_for(pattern)) == []


@pytest.mark.parametrize(
    "use", [escape, code, Redactor(["secret"]), lambda url: well_formed(url, 10**6), PictureName.parse]
)
def test_what_is_made_of_them_takes_no_more_either(use: Callable[[str], object]) -> None:
    assert list(_steep(use, BEGINNINGS[:4])) == []


@pytest.mark.parametrize("pattern", [r"https?://[^\s/?#]+\S*", r"(https?://[^\s?]+\?)\S+"])
def test_an_expression_that_takes_the_square_is_found_out(pattern: str) -> None:
    assert next(_steep_for(re.compile(pattern)), None)
