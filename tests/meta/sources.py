"""The project's own source files, parsed."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("bot", "cogs", "sandbox")
EVERYTHING = (*PRODUCT, "requirements", "tests")

Node = TypeVar("Node", bound=ast.AST)


def files(*folders: str) -> list[Path]:
    """Every Python file below ``folders`` of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    """A file as its path inside the project, for messages and test ids."""
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    """A file as the module that imports it."""
    return name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), filename=name(path))


def nodes(kind: type[Node], *folders: str) -> Iterator[tuple[Path, Node]]:
    """Every node of one ``kind`` below ``folders``, with its file."""
    for path in files(*folders):
        for node in ast.walk(parsed(path)):
            if isinstance(node, kind):
                yield path, node


def called(call: ast.Call) -> str:
    """The last name of what is called: ``c`` of ``a.b.c()``, nothing where it has no name."""
    match call.func:
        case ast.Name(id=found) | ast.Attribute(attr=found):
            return found
        case _:
            return ""
