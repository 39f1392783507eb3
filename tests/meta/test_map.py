"""The map at the top of docs/architecture.md is the code's own: its folders, their docstrings, their order, the way."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.meta import documents, sources

PAGE = sources.ROOT / "docs" / "architecture.md"
PICTURE = sources.ROOT / "docs" / "pictures" / "architecture.svg"
MAPPED = ("bot", "cogs")
STEPS = list(range(1, 9))

OUTSIDE = {"Discord", "imini"}
"""Where arrows of the picture come from or lead to without an import."""


class Entry(NamedTuple):
    """One line of the map: a folder or a file, the steps of an ``/imagine`` that it has part in, what it is."""

    path: str
    steps: frozenset[int]
    line: str


def test_the_map_shows_every_folder_and_no_other() -> None:
    assert sorted(entry.path for entry in _map()) == sorted(_places())


def test_the_map_says_of_every_folder_what_its_docstring_says() -> None:
    assert {entry.path: entry.line for entry in _map()} == {path: _first_line(path) for path in _places()}


def test_the_map_has_the_order_of_the_import_contracts() -> None:
    floors = {module: floor for contract in _contracts() for floor, row in enumerate(contract) for module in row}
    for folder in MAPPED:
        shown = [
            _module(entry.path)
            for entry in _map()
            if entry.path.startswith(f"{folder}/") and entry.path != f"{folder}/"
        ]
        assert shown == sorted(shown, key=floors.__getitem__)


def test_no_folder_is_left_out_of_the_import_contracts() -> None:
    held = {module for contract in _contracts() for row in contract for module in row}
    assert held == {_module(path) for path in _places()} - set(MAPPED)


def test_the_map_numbers_the_folders_as_the_steps_name_them() -> None:
    named = _steps(documents.section(PAGE.read_text("utf-8"), "One `/imagine`, step by step"))
    assert sorted(set().union(*named.values())) == STEPS
    assert {entry.path: entry.steps for entry in _map() if entry.steps} == named


def test_the_folders_of_unit_tests_are_those_of_the_map() -> None:
    units = sources.ROOT / "tests" / "unit"
    tested = {f"{top}/{path.parent.name}/" for top in MAPPED for path in (units / top).glob("*/__init__.py")}
    assert tested == {entry.path for entry in _map() if re.fullmatch(r"\w+/\w+/", entry.path)}


def test_the_picture_names_nothing_that_is_gone() -> None:
    words = " ".join(re.findall(r">([^<>]+)<", PICTURE.read_text("utf-8")))
    named = re.findall(r"\b\w+(?:/\w+)*(?:/(?!\w)|\.py\b)", words)
    assert "worker/runner.py" in named
    homes = (sources.ROOT, *(sources.ROOT / folder for folder in MAPPED))
    assert [name for name in named if not any((home / name).exists() for home in homes)] == []


def test_every_arrow_of_the_picture_is_an_import() -> None:
    arrows = [arrow for arrow in _arrows() if not OUTSIDE & set(arrow)]
    assert ("bot/worker/runner.py", "bot/images/results.py") in arrows
    assert [arrow for arrow in arrows if not _imports(*arrow)] == []


def test_the_picture_shows_the_steps_of_the_way() -> None:
    numbers = re.findall(r'class="step".+>(\d)</text>', PICTURE.read_text("utf-8"))
    assert list(map(int, numbers)) == STEPS


def test_an_arrow_without_an_import_is_found() -> None:
    assert not _imports("bot/jobs/lifecycle.py", "bot/worker/")
    assert _imports("bot/worker/", "bot/jobs/lifecycle.py")


def test_a_line_of_the_map_is_read_whole() -> None:
    text = "```text\nbot/      The product.\n  jobs/   2 8   On record: the job.\n  app.py  The client.\n```"
    assert _read(text) == [
        Entry("bot/", frozenset(), "The product."),
        Entry("bot/jobs/", frozenset({2, 8}), "On record: the job."),
        Entry("bot/app.py", frozenset(), "The client."),
    ]


def test_a_step_counts_for_every_folder_that_it_names() -> None:
    text = "1. `bot/jobs/job.py` and\n   `cogs/cards/marks.py`\n2. `bot/jobs/job.py`\n\nNo step: `bot/net/guard.py`"
    assert _steps(text) == {"bot/jobs/": frozenset({1, 2}), "cogs/cards/": frozenset({1})}


def _map() -> list[Entry]:
    return _read(PAGE.read_text("utf-8"))


def _read(page: str) -> list[Entry]:
    """The first block of the page: a name, perhaps steps, a sentence, with two spaces or more between them."""
    block = page.partition("```text\n")[2].partition("\n```")[0]
    found: list[Entry] = []
    above = ""
    for line in block.splitlines():
        name, *steps, said = re.split(r" {2,}", line.strip())
        above = above if line.startswith(" ") else name
        path = name if name == above else above + name
        found.append(Entry(path, frozenset(map(int, " ".join(steps).split())), said))
    return found


def _places() -> list[str]:
    """The folders of bot/ and cogs/ that hold code, and the files beside them, as the map writes them."""
    tops = [sources.ROOT / folder for folder in MAPPED]
    inside = [path.parent if path.name == "__init__.py" else path for top in tops for path in top.glob("*/__init__.py")]
    files = [path for top in tops for path in top.glob("*.py") if path.name != "__init__.py"]
    return [sources.name(path) + ("/" if path.is_dir() else "") for path in (*tops, *inside, *files)]


def _module(path: str) -> str:
    return sources.module(sources.ROOT / path)


def _first_line(path: str) -> str:
    file = sources.ROOT / path
    docstring = ast.get_docstring(sources.parsed(file / "__init__.py" if file.is_dir() else file))
    return (docstring or "").partition("\n")[0].replace("``", "")


def _contracts() -> list[list[list[str]]]:
    """The layers of bot/ and of cogs/, from the top down; those on one floor stand together."""
    project = tomllib.loads(Path(sources.ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    orders = [contract["layers"] for contract in contracts if contract["name"].startswith("The folders of ")]
    return [[re.split(r"\s*[|:]\s*", layer) for layer in layers] for layers in orders]


def _steps(page: str) -> dict[str, frozenset[int]]:
    """The steps that each folder has part in: those whose text names one of its files."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, text in re.findall(r"^(\d)\. (.+(?:\n   .+)*)", page, re.MULTILINE):
        for folder in re.findall(r"`((?:bot|cogs)/\w+/)", text):
            found[folder].add(int(number))
    return {folder: frozenset(steps) for folder, steps in found.items()}


def _arrows() -> list[tuple[str, str]]:
    """The arrows of the picture, as the files or folders that they lead from and to."""
    return re.findall(r'data-from="([^"]+)" data-to="([^"]+)"', PICTURE.read_text("utf-8"))


def _imports(file: str, other: str) -> bool:
    """Whether a file, or one of a folder, imports another one, or one of another folder."""
    wanted = _module(other)
    imported = (module for path in _files(file) for module in _imported(sources.parsed(path)))
    return any(module == wanted or (other.endswith("/") and module.startswith(f"{wanted}.")) for module in imported)


def _files(path: str) -> list[Path]:
    return sources.files(path) if path.endswith("/") else [sources.ROOT / path]


def _imported(tree: ast.Module) -> Iterator[str]:
    return (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module)
