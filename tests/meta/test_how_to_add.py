"""Whoever follows docs/architecture.md to a file finds there what it names."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.meta import documents, sources

PAGE = (sources.ROOT / "docs" / "architecture.md").read_text("utf-8")
HEADINGS = ("Where is …?", "How to add …")


def test_each_thing_to_add_leads_to_files() -> None:
    added = re.split(r"^### ", documents.section(PAGE, "How to add …"), flags=re.MULTILINE)[1:]
    assert len(added) >= 12
    assert [text.partition("\n")[0] for text in added if not any(_paths(item) for item in _items(text))] == []


@pytest.mark.parametrize("heading", HEADINGS)
def test_what_is_named_beside_a_file_is_in_it(heading: str) -> None:
    assert [missing for item in _items(documents.section(PAGE, heading)) for missing in _missing(item)] == []


@pytest.mark.parametrize(
    ("item", "missing"),
    [
        ("1. `bot/jobs/state.py`: `check_step`", []),
        ("1. `bot/jobs/state.py`: `JobState.check_step`, as `JobRunner` (`bot/worker/runner.py`) needs it", []),
        ("1. `bot/jobs/state.py`: `check_leap`", ["check_leap"]),
        ("- `bot/jobs/`: `JobState`", []),
    ],
)
def test_a_name_that_is_not_in_its_file_is_found(item: str, missing: list[str]) -> None:
    assert list(_missing(item)) == missing


def _items(text: str) -> Iterator[str]:
    """The items of its lists, the rows of its tables and its paragraphs, each in one piece."""
    return (item.strip() for item in re.split(r"\n(?=\d+\. |- |\|)|\n\n", text) if item.strip())


def _missing(item: str) -> Iterator[str]:
    """The names in an item that none of its files holds."""
    paths = _paths(item)
    texts = [path.read_text("utf-8") for place in paths for path in _files(place)]
    for name in re.findall(r"`([A-Za-z_][\w.]*)`", item):
        word = name.rpartition(".")[2]
        if paths and not _is_elsewhere(name) and not any(word in text for text in texts):
            yield name


def _is_elsewhere(name: str) -> bool:
    """Whether it is a file, or a setting by its name in the environment."""
    return name.endswith((".py", ".po", ".md")) or (name.lower() in Settings.model_fields and name.isupper())


def _paths(item: str) -> list[Path]:
    named = re.findall(r"`((?:bot|cogs|sandbox|tests)/[\w./-]*|[A-Z]+\.md)`", item)
    return [sources.ROOT / name for name in named]


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        return [path for path in place.rglob("*") if path.suffix in {".py", ".po", ".sql"}]
    return [place]
