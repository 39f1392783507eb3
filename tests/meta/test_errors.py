"""Every error that a member can meet has its sentence, in every language."""

import importlib
from collections import Counter
from collections.abc import Iterator

import pytest

from bot.errors import Refusal
from tests.meta import keys, sources
from tests.meta.test_catalogues import CATALOGUES


def _refusals() -> list[type[Refusal]]:
    """Every refusal of the product, wherever it is defined; those of the tests don't count."""
    for path in sources.files("bot", "cogs"):
        importlib.import_module(sources.module(path))
    return [kind for kind in _below(Refusal) if kind.__module__.partition(".")[0] in {"bot", "cogs"}]


def _below(error: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in error.__subclasses__():
        yield kind
        yield from _below(kind)


@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_refusal_has_its_sentence(locale: str) -> None:
    sentences = {key for key in keys.sentences() if key in CATALOGUES[locale]}
    untold = [kind.__name__ for kind in _refusals() if not _told(getattr(kind, "key", None), sentences)]
    assert untold == []


def test_no_two_refusals_share_a_sentence() -> None:
    shared = Counter(kind.key for kind in _refusals())
    assert [key for key, times in shared.items() if times > 1] == []


def test_a_refusal_without_a_sentence_is_found() -> None:
    sentences = {"refusal-quota", "refusal-paused-key_refused"}
    assert [_told(key, sentences) for key in ("refusal-quota", "refusal-paused", "refusal-quo", None)] == [
        True,
        True,
        False,
        False,
    ]


def _told(key: str | None, sentences: set[str]) -> bool:
    """Whether a refusal's key has a sentence: the key itself, or the stem of several that the code puts together."""
    if key in keys.STEMS:
        return any(sentence.startswith(f"{key}-") for sentence in sentences)
    return key in sentences
