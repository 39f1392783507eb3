"""The glossary has few words, each of them in use, and no document has one that the code has given up."""

import re
from pathlib import Path

import pytest

from tests.meta import documents, sources

ROWS = documents.table(sources.ROOT / "docs" / "glossary.md", "Word")

GIVEN_UP = re.compile(r"\b(trays?|errands?|parcels?|ledgers?|journals?|pipelines?)\b", re.IGNORECASE)
"""What is called a reference selection, pending message, extra message, job lifecycle, database, admission control."""


def test_the_glossary_can_be_learned_in_one_go() -> None:
    assert 12 <= len(ROWS) <= 24


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_word_of_the_glossary_is_used_in_its_file(row: list[str]) -> None:
    words, _, file = row
    text = (sources.ROOT / file).read_text("utf-8").lower()
    # An identifier has another joint: extra_message, ExtraMessage.
    unused = [word for word in words.split(", ") if not re.search(word.lower().replace(" ", "[ _]?"), text)]
    assert unused == []


@pytest.mark.parametrize("path", [*documents.documents(), sources.ROOT / ".env.example"], ids=sources.name)
def test_no_document_has_a_word_that_the_code_has_given_up(path: Path) -> None:
    assert GIVEN_UP.findall(path.read_text("utf-8")) == []
