"""What the page says."""

import pytest

from sandbox.discord.views import Person
from sandbox.page.words import TEXTS, TROUBLES, words


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_every_person_and_every_trouble_has_words_in_each_language(language: str) -> None:
    said = words(language)
    assert said.language == language
    assert set(said.people) == set(Person)
    assert set(said.troubles) == set(TROUBLES.values())


def test_there_is_no_other_language() -> None:
    assert {path.stem for path in TEXTS.iterdir()} == {"en-US", "zh-CN"}


def test_whoever_speaks_another_language_reads_english() -> None:
    assert words("de") == words("en-US")
