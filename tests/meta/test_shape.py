"""How the code is cut: small files, everything public explained."""

import ast
from collections import Counter
from collections.abc import Iterator

from tests.meta import sources

LONGEST = 300
LONGEST_FUNCTION = 40
MOST_MODULES = 10

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.ClassDef | Function


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
    paths = (path for path in sources.files(*sources.PRODUCT) if not path.name.startswith("__"))
    modules = Counter(sources.name(path.parent) for path in paths)
    assert {folder: number for folder, number in modules.items() if number > MOST_MODULES} == {}


def test_every_module_says_what_it_is() -> None:
    assert [sources.name(path) for path in sources.files(*sources.EVERYTHING) if not _told(sources.parsed(path))] == []


def test_everything_public_says_what_it_is() -> None:
    public = ((path, found) for path in sources.files(*sources.PRODUCT) for found in _public(sources.parsed(path)))
    assert [f"{sources.name(path)}: {found.name}" for path, found in public if not _told(found)] == []


def test_a_definition_without_a_docstring_is_found() -> None:
    tree = ast.parse(
        "class A:\n    'Said.'\n    def told(self): 'Said.'\n    def untold(self): ...\n    def _own(self): ..."
    )
    assert [found.name for found in _public(tree) if not _told(found)] == ["untold"]


def _functions(tree: ast.Module) -> Iterator[Function]:
    """Every function, those inside others too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _lines(function: Function) -> int:
    """From its ``def``, past its docstring, to its end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _told(node: ast.Module | Definition) -> bool:
    return bool(ast.get_docstring(node))


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """What can be reached from outside; what is defined inside a function can't."""
    for node in scope.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)
