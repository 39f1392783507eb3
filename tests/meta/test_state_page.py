"""docs/state.md names every table, and every class of the product that keeps something from one call to the next.

A class keeps something if its constructor makes a container, a cache or a primitive of asyncio (also by the default of
a field), or if another of its methods assigns one of its attributes. What it changes within a value that it was handed
doesn't count.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain

import pytest

from tests.meta import documents, sources

PAGE = sources.ROOT / "docs" / "state.md"

CONTAINERS = {"dict", "list", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict"}
CACHES = {
    "Cache",
    "FIFOCache",
    "LFUCache",
    "LRUCache",
    "RRCache",
    "TLRUCache",
    "TTLCache",
    "WeakKeyDictionary",
    "WeakSet",
}
PRIMITIVES = {"Condition", "Event", "Future", "Lock", "LifoQueue", "PriorityQueue", "Queue", "Semaphore"}
DISPLAYS = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_the_page_names_every_class_that_keeps_something_and_no_other() -> None:
    keepers = {found.name for _, found in sources.nodes(ast.ClassDef, "bot", "cogs") if _keeps(found)}
    assert sorted(row[0] for row in _rows("Class")) == sorted(keepers)


def test_the_page_names_every_table_of_the_database() -> None:
    folder = sources.ROOT / "bot" / "storage" / "postgres" / "migrations"
    scripts = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.sql")))
    assert sorted(row[0] for row in _rows("Table")) == sorted(re.findall(r"^CREATE TABLE (\w+)", scripts, re.MULTILINE))


def test_every_row_says_all_of_it() -> None:
    rows = list(chain(_rows("Class"), _rows("Table"), _rows("File")))
    assert [row for row in rows if len(row) not in {2, 3, 5} or not all(row)] == []


@pytest.mark.parametrize(
    "body",
    [
        "def __init__(self):\n    self._a = {}",
        "def __init__(self, size):\n    self._a: Cache = cachetools.LRUCache[int, str](size)",
        "def __init__(self):\n    self._turn = asyncio.Lock()",
        "def __init__(self):\n    self._a, self._b = 1, set()",
        "def __init__(self):\n    self._n = 0\n  def count(self):\n    self._n += 1",
        "async def open(self):\n    self._session = Session()",
        "held: list[int] = field(default_factory=list)",
    ],
)
def test_a_class_that_keeps_something_is_found(body: str) -> None:
    assert _keeps(_class(body))


@pytest.mark.parametrize(
    "body",
    [
        "def __init__(self, parts):\n    self._parts = parts\n    self._size = 3",
        "def __init__(self, parts):\n    rows = []\n    self._rows = tuple(rows)",
        "data: Mapping = field(default_factory=MappingProxyType)\n  size: int = 3",
        "def show(self, other):\n    other.shown = True\n    return [self._a]",
    ],
)
def test_a_class_that_keeps_nothing_is_left_out(body: str) -> None:
    assert not _keeps(_class(body))


def _rows(first: str) -> list[list[str]]:
    return documents.table(PAGE, first)


def _class(body: str) -> ast.ClassDef:
    (found,) = ast.parse(f"class A:\n  {body}").body
    assert isinstance(found, ast.ClassDef)
    return found


def _keeps(found: ast.ClassDef) -> bool:
    functions = [node for node in found.body if isinstance(node, Function)]
    fields = [node.value for node in found.body if isinstance(node, ast.AnnAssign)]
    return any(value and _is_made_for_each(value) for value in fields) or any(
        function.name != "__init__" or _is_kept(value) for function in functions for value in _assigned(function)
    )


def _assigned(function: Function) -> Iterator[ast.expr]:
    """The values that a method assigns to attributes of its own object."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _to_self(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value:
            yield from _to_self(node.target, node.value)


def _to_self(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple):
        values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
        for one, its in zip(target.elts, values, strict=True):
            yield from _to_self(one, its)
    elif isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
        yield value


def _is_made_for_each(value: ast.expr) -> bool:
    """Whether each object of a dataclass gets a container of its own."""
    keywords = value.keywords if isinstance(value, ast.Call) else []
    return any(word.arg == "default_factory" and ast.unparse(word.value) in CONTAINERS for word in keywords)


def _is_kept(value: ast.expr) -> bool:
    if isinstance(value, DISPLAYS):
        return True
    if not isinstance(value, ast.Call):
        return False
    made = value.func.value if isinstance(value.func, ast.Subscript) else value.func
    return ast.unparse(made).rpartition(".")[2] in CONTAINERS | CACHES | PRIMITIVES
