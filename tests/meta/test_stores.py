"""What outlives a call is kept in named stores that are handed in, never made by a handler, a view or a cog."""

import ast
from collections.abc import Iterator

import pytest

from tests.meta import sources

CONTAINERS = {"dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict", "WeakKeyDictionary"}
CACHES = {"Cache", "FIFOCache", "LFUCache", "LRUCache", "RRCache", "TLRUCache", "TTLCache"}
BOUNDS = {"int", "float", "Clock", "Notices"}
"""What a store may be made of: how much it keeps, for how long, by which clock, and who else learns of it.

Whoever is handed more does more.
"""

REGISTRIES = {
    "cogs/i18n/catalog.py: Catalogs",  # the translator of each catalogue, made when it is first needed
    "cogs/interactions/error_handler.py: ErrorHandler",  # what follows which refused command, said as the bot starts
    "cogs/interactions/modals.py: ModalRouter",  # who takes which form, said once, as the bot starts
}


def test_who_acts_for_discord_makes_no_store_of_its_own() -> None:
    hidden = {
        f"{sources.name(path)}: {found.name}"
        for path, found in sources.nodes(ast.ClassDef, "cogs")
        if _hides_a_store(found)
    }
    assert hidden == REGISTRIES


@pytest.mark.parametrize(
    "made",
    [
        "self._a = {}",
        "self._a = set()",
        "self._a: dict[int, str] = dict()",
        "self._a = LRUCache[int, str](5)",
        "self._a = cachetools.TTLCache(5, 60)",
        "self._a = [x for x in b]",
    ],
)
def test_a_store_that_a_handler_makes_is_found(made: str) -> None:
    assert _hides_a_store(_class(f"class A:\n  def __init__(self, answers: Answers) -> None:\n    {made}"))


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n  def __init__(self, clock: Clock, capacity: int = 5) -> None:\n    self._a = LRUCache(capacity)",
        "class A:\n  def __init__(self, answers: Answers, trays: Trays) -> None:\n    self._trays = trays",
        "class A:\n  def __init__(self, answers: Answers) -> None:\n    rows = []\n    self._rows = tuple(rows)",
        "class A:\n  def made(self, answers: Answers) -> None:\n    self._a = {}",
    ],
)
def test_a_store_and_who_is_handed_one_are_fine(code: str) -> None:
    assert not _hides_a_store(_class(code))


def _class(code: str) -> ast.ClassDef:
    (found,) = ast.parse(code).body
    assert isinstance(found, ast.ClassDef)
    return found


def _hides_a_store(found: ast.ClassDef) -> bool:
    """Whether a class that is handed more than bounds makes a container in its constructor."""
    for function in found.body:
        if isinstance(function, ast.FunctionDef) and function.name == "__init__":
            return not _annotations(function) <= BOUNDS and any(map(_is_container, _kept(function)))
    return False


def _annotations(function: ast.FunctionDef) -> set[str]:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return {ast.unparse(argument.annotation) for argument in arguments if argument.annotation}


def _kept(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a constructor assigns to attributes."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Attribute) for target in targets):
                yield node.value


def _is_container(value: ast.expr) -> bool:
    if isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp):
        return True
    if not isinstance(value, ast.Call):
        return False
    made = value.func.value if isinstance(value.func, ast.Subscript) else value.func
    return ast.unparse(made).rpartition(".")[2] in CONTAINERS | CACHES
