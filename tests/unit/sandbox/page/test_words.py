"""What the page says."""

import re

import pytest

from sandbox.discord.views import Person
from sandbox.page.words import TEXTS, TROUBLES, words


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_every_person_and_every_trouble_has_words_in_each_language(language: str) -> None:
    said = words(language)
    assert said.language == language
    assert set(said.people) == set(Person)
    assert set(said.troubles) == set(TROUBLES.values())
    assert len(said.tries) == 3


def test_both_languages_have_the_same_hints_with_the_same_gaps() -> None:
    gaps = [
        {key: set(re.findall(r"\{\w+\}", hint)) for key, hint in words(language).hints.items()}
        for language in ("en-US", "zh-CN")
    ]
    assert gaps[0] == gaps[1]


@pytest.mark.parametrize(("language", "ending"), [("en-US", "prompt, count."), ("zh-CN", "prompt、count。")])
def test_a_hint_lists_what_there_is_as_its_language_does(language: str, ending: str) -> None:
    hint = words(language).hint(
        "unknown_option", {"command": "imagine", "option": "style", "known": ["prompt", "count"]}
    )
    assert hint.endswith(ending)


def test_there_is_no_other_language() -> None:
    assert {path.stem for path in TEXTS.iterdir()} == {"en-US", "zh-CN"}


def test_whoever_speaks_another_language_reads_english() -> None:
    assert words("de") == words("en-US")
