"""How the code is cut: small files, everything public explained."""

import ast
from collections import Counter
from collections.abc import Iterator

from tests.meta import sources

LONGEST = 300
MOST_MODULES = 10

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def test_no_file_is_too_long_to_read_at_once() -> None:
    lengths = {
        sources.name(path): len(path.read_text("utf-8").splitlines()) for path in sources.files(*sources.EVERYTHING)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


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


def _told(node: ast.Module | Definition) -> bool:
    return bool(ast.get_docstring(node))


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """What can be reached from outside; what is defined inside a function can't."""
    for node in scope.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)
