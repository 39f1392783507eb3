"""Nothing is handed more than it uses: a constructor names its parts, and only ``setup`` sees all of them."""

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from bot import services
from tests.meta import sources

MOST_SERVICES = 10
MOST_IN_A_GROUP = 4

READERS = {"setup", "build"}
"""The functions that take parts out of all: the ``setup`` of the cogs and of each feature, and ``Toolkit.build``."""

GROUPS = {name for name, found in vars(services).items() if is_dataclass(found) and found.__module__ == "bot.services"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_the_services_can_be_taken_in_at_a_glance() -> None:
    counts = {name: len(fields(getattr(services, name))) for name in GROUPS}
    assert counts.pop("Services") <= MOST_SERVICES
    assert {name: count for name, count in counts.items() if count > MOST_IN_A_GROUP} == {}


def test_no_constructor_takes_services_or_a_group_of_them() -> None:
    trees = ((path, sources.parsed(path)) for path in sources.files("bot", "cogs"))
    assert [f"{sources.name(path)}: {name}" for path, tree in trees for name in _takers(tree)] == []


def test_only_setup_functions_take_parts_out_of_the_services() -> None:
    trees = ((path, sources.parsed(path)) for path in sources.files("bot", "cogs"))
    readers = {(sources.name(path), name) for path, tree in trees for name in _readers(tree)}
    assert {reader for reader in readers if reader[1] not in READERS} == set()
    assert ("cogs/__init__.py", "setup") in readers


def test_the_language_of_whoever_acts_is_looked_up_in_one_place() -> None:
    calls = (
        (path, call) for path, call in sources.nodes(ast.Call, "cogs") if sources.called(call).endswith("catalogs")
    )
    spoken = {sources.name(path) for path, call in calls if "interaction.locale" in ast.unparse(call)}
    assert spoken == {"cogs/interactions/responses.py"}


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    def __init__(self, services: Services) -> None: ...",
        "class A:\n    def __init__(self, *, of: 'Services | None' = None) -> None: ...",
        "@dataclass\nclass A:\n    members: MemberData",
    ],
)
def test_a_constructor_that_takes_them_is_found(code: str) -> None:
    assert list(_takers(ast.parse(code))) == ["A"]


def test_a_function_that_reads_them_is_found() -> None:
    reads, writes = "async def ask(bot):\n    return bot.services.jobs", "def launch(bot):\n    bot.services = 1"
    assert list(_readers(ast.parse(f"{reads}\n{writes}"))) == ["ask"]


def _takers(tree: ast.Module) -> Iterator[str]:
    """The classes whose constructor, written or made by ``dataclass``, is annotated with one of them."""
    for found in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name not in GROUPS):
        if any(_names(annotation) & GROUPS for annotation in _annotations(found)):
            yield found.name


def _annotations(found: ast.ClassDef) -> Iterator[ast.expr]:
    made = any("dataclass" in ast.unparse(decorator) for decorator in found.decorator_list)
    for node in found.body:
        if isinstance(node, ast.AnnAssign) and made:
            yield node.annotation
        if isinstance(node, Function) and node.name == "__init__":
            taken = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            yield from (argument.annotation for argument in taken if argument.annotation)


def _names(annotation: ast.expr) -> set[str]:
    """The names in an annotation, quoted ones too."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _names(ast.parse(annotation.value, mode="eval").body)
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}


def _readers(tree: ast.Module) -> Iterator[str]:
    """The functions that read an attribute ``services``."""
    for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
        attributes = (node for node in ast.walk(function) if isinstance(node, ast.Attribute))
        if any(node.attr == "services" and isinstance(node.ctx, ast.Load) for node in attributes):
            yield function.name
