"""Every error stands where it is looked for, and each that a member can meet has its sentence in every language."""

import ast
import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import pytest

from bot.errors import ImagineError, UserError
from tests.meta import keys, sources
from tests.meta.test_catalogues import CATALOGUES

T = TypeVar("T", bound=ImagineError)


def test_an_error_that_several_folders_know_stands_among_the_errors_of_one() -> None:
    errors = {kind.__name__: kind.__module__ for kind in _errors(ImagineError)}
    imports = (
        (sources.module(path), alias.name)
        for path, node in sources.nodes(ast.ImportFrom, *sources.PRODUCT)
        for alias in node.names
    )
    assert _astray(errors, imports) == []


def test_an_error_that_another_folder_knows_from_elsewhere_is_found() -> None:
    errors = {"UnreadableReply": "cogs.delivery.messenger", "UnknownJob": "bot.jobs.errors"}
    imports = [
        ("cogs.delivery.uploader", "UnreadableReply"),
        ("cogs.jobs.task", "UnknownJob"),
        ("cogs.jobs.task", "UnreadableReply"),
    ]
    assert _astray(errors, imports) == ["UnreadableReply"]


@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_refusal_has_its_sentence(locale: str) -> None:
    sentences = {key for key in keys.sentences() if key in CATALOGUES[locale]}
    untold = [kind.__name__ for kind in _errors(UserError) if not _told(kind.code, sentences)]
    assert untold == []


def test_no_two_refusals_share_a_sentence() -> None:
    shared = Counter(kind.code for kind in _errors(UserError))
    assert [key for key, times in shared.items() if times > 1] == []


def test_a_refusal_without_a_sentence_is_found() -> None:
    sentences = {"refusal-quota", "refusal-paused-key_refused"}
    assert all(_told(key, sentences) for key in ("refusal-quota", "refusal-paused"))
    assert not _told("refusal-quo", sentences)


def _errors(root: type[T]) -> list[type[T]]:
    """Every error of the product below ``root``, wherever it is defined; those of the tests don't count."""
    for path in sources.files("bot", "cogs"):
        importlib.import_module(sources.module(path))
    return [error for error in _below(root) if error.__module__.partition(".")[0] in {"bot", "cogs"}]


def _below(root: type[T]) -> Iterator[type[T]]:
    for error in root.__subclasses__():
        yield error
        yield from _below(error)


def _astray(errors: Mapping[str, str], imports: Iterable[tuple[str, str]]) -> list[str]:
    """Which errors (by name, with their modules) a further folder imports, although no ``errors.py`` holds them."""
    folders = {name: module.rpartition(".")[0] for name, module in errors.items() if "errors" not in module.split(".")}
    return [name for module, name in imports if name in folders and not module.startswith(f"{folders[name]}.")]


def _told(key: str, sentences: set[str]) -> bool:
    """Whether a refusal's key has a sentence: the key itself, or the stem of several that the code puts together."""
    if key in keys.STEMS:
        return any(sentence.startswith(f"{key}-") for sentence in sentences)
    return key in sentences
