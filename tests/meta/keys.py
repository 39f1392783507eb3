"""The keys of the texts, as the code uses them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.meta import sources

KEY = re.compile(r"[a-z]+(-[a-z0-9_]+)+")

STEMS = {"refusal-attachment", "refusal-budget", "refusal-paused"}
"""The keys of errors that have a sentence for each reason; they stand in a table of ``cogs/i18n/keys.py``."""


def sentences() -> set[str]:
    """The keys of everything that ``Translator`` is asked for."""
    return {key for _, key in _literals("bot", "cogs")} - names() - STEMS


def names() -> set[str]:
    """The keys of what Discord shows in its menus: ``localized("English", "key")``, with the English in the code."""
    second = (call.args[1:2] for _, call in sources.nodes(ast.Call, "cogs") if sources.called(call) == "localized")
    return {key.value for [key] in second if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def glued() -> set[str]:
    """What asks for a sentence by a key that is put together, so that no search finds it."""
    return {ast.unparse(call) for _, call in asked() if is_glued(call.args[0])}


def is_glued(key: ast.expr) -> bool:
    """Whether an expression puts strings together; it may do so in one branch alone."""
    return any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in ast.walk(key))


def asked() -> Iterator[tuple[Path, ast.Call]]:
    """The calls that ask for a sentence: of a value named ``t``, or of what ``catalogs(locale)`` gives."""
    for path, call in sources.nodes(ast.Call, "bot", "cogs"):
        if call.args and (sources.called(call) == "t" or isinstance(call.func, ast.Call)):
            yield path, call


def _literals(*folders: str) -> Iterator[tuple[Path, str]]:
    for path, node in sources.nodes(ast.Constant, *folders):
        if isinstance(node.value, str) and KEY.fullmatch(node.value):
            yield path, node.value
