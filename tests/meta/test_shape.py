"""How the code is cut: small files, and every module and class explained."""

import ast
from collections import Counter
from collections.abc import Iterator
from statistics import median

from tests.meta import sources

LONGEST = 300
LONGEST_FUNCTION = 40
FEWEST_MODULES, MOST_MODULES = 4, 10
MEDIAN_LINES = range(60, 151)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_file_is_too_long_to_read_at_once() -> None:
    lengths = {
        sources.name(path): len(path.read_text("utf-8").splitlines()) for path in sources.files(*sources.EVERYTHING)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_function_of_the_product_is_longer_than_a_screen() -> None:
    functions = (
        (path, found) for path in sources.files(*sources.PRODUCT) for found in _functions(sources.parsed(path))
    )
    lengths = {f"{sources.name(path)}: {found.name}": _lines(found) for path, found in functions}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_the_lines_of_a_function_are_counted_wherever_it_stands() -> None:
    tree = ast.parse(
        "class A:\n    @property\n    async def inside(self):\n        def deeper(): ...\n\n        return deeper"
    )
    assert {found.name: _lines(found) for found in _functions(tree)} == {"inside": 4, "deeper": 1}


def test_no_folder_of_the_product_is_too_full_to_find_a_module_in() -> None:
    assert {folder: number for folder, number in _modules(*sources.PRODUCT).items() if number > MOST_MODULES} == {}


def test_no_folder_of_the_bot_is_too_small_to_be_a_room() -> None:
    modules = _modules("bot", "cogs")
    rooms = {folder: number for folder, number in modules.items() if not _has_rooms(folder, modules)}
    assert "bot/jobs" in rooms
    assert {folder: number for folder, number in rooms.items() if number < FEWEST_MODULES} == {}


def test_no_two_classes_have_one_name() -> None:
    found = Counter(node.name for _, node in sources.nodes(ast.ClassDef, *sources.PRODUCT))
    assert found["ImagineRequest"] == 1
    assert {name: count for name, count in found.items() if count > 1} == {}


def test_most_files_of_the_bot_hold_one_subject_at_a_glance() -> None:
    paths = (path for path in sources.files("bot", "cogs") if path.name != "__init__.py")
    assert int(median(len(path.read_text("utf-8").splitlines()) for path in paths)) in MEDIAN_LINES


def test_a_folder_with_folders_in_it_is_told_from_a_room() -> None:
    modules = Counter({"bot": 5, "bot/storage": 1, "bot/storage/sqlite": 8, "bot/storage_of_old": 2})
    assert [folder for folder in modules if _has_rooms(folder, modules)] == ["bot", "bot/storage"]


def test_every_module_says_what_it_is() -> None:
    assert [sources.name(path) for path in sources.files(*sources.EVERYTHING) if not _told(sources.parsed(path))] == []


def test_every_public_class_says_what_it_is() -> None:
    public = ((path, found) for path in sources.files(*sources.PRODUCT) for found in _public(sources.parsed(path)))
    assert [f"{sources.name(path)}: {found.name}" for path, found in public if not _told(found)] == []


def test_a_class_without_a_docstring_is_found() -> None:
    tree = ast.parse(
        "class A:\n    'Said.'\n    class B: ...\n    class _Own: ...\n    def told_by_its_name(self): ..."
    )
    assert [found.name for found in _public(tree) if not _told(found)] == ["B"]


def _modules(*folders: str) -> Counter[str]:
    """How many modules each folder has, without its ``__init__``."""
    paths = (path for path in sources.files(*folders) if not path.name.startswith("__"))
    return Counter(sources.name(path.parent) for path in paths)


def _has_rooms(folder: str, modules: Counter[str]) -> bool:
    """Whether a folder holds further folders with modules."""
    return any(other.startswith(f"{folder}/") for other in modules)


def _functions(tree: ast.Module) -> Iterator[Function]:
    """Every function, those inside others too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _lines(function: Function) -> int:
    """From its ``def``, past its docstring, to its end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _told(node: ast.Module | ast.ClassDef) -> bool:
    return bool(ast.get_docstring(node))


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef]:
    """The classes that can be reached from outside. A function has a docstring only where its name is not enough."""
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node
            yield from _public(node)
