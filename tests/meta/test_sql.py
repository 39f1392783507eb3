"""What varies reaches the database as a bound parameter, never as a part of a statement."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.meta import sources

SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WHERE|FROM|LIMIT)\b")

STATEMENT = re.compile(
    r"\s*(SELECT \S|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|CREATE \w+|ALTER \w+|PRAGMA \w+|VACUUM)"
)

# Pieces that come in from one place alone: the numbered scripts, and what ``_jobs`` is called with (tested below).
HANDED_ON = {"missing", "len(migrations)", "where"}


def test_statements_are_put_together_from_constants_alone() -> None:
    found = [
        f"{sources.name(path)}:{node.lineno} {piece}"
        for path, node in sources.nodes(ast.JoinedStr, *sources.PRODUCT)
        for piece in _pieces(node) - HANDED_ON - _constants(path)
    ]
    assert found == []


def test_no_statement_is_formatted_in_another_way() -> None:
    found = [
        f"{sources.name(path)}:{node.lineno}"
        for path, node in sources.nodes(ast.Constant, *sources.PRODUCT)
        if isinstance(node.value, str) and SQL.search(node.value) and re.search(r"%s|%\(|\{\w*\}", node.value)
    ]
    assert found == []


def test_sql_is_written_in_the_adapters_of_the_database_alone() -> None:
    found = {
        sources.name(path)
        for path, node in sources.nodes(ast.Constant, "bot", "cogs")
        if isinstance(node.value, str) and STATEMENT.match(node.value)
    }
    assert found
    assert [name for name in found if not name.startswith("bot/storage/")] == []


def test_conditions_are_constants_wherever_they_are_handed_on() -> None:
    readers = {"self._jobs", "self._found"}
    handed_on = [call.args[0] for _, call in sources.nodes(ast.Call, "bot") if ast.unparse(call.func) in readers]
    assert handed_on
    assert all(isinstance(condition, ast.Constant | ast.JoinedStr) for condition in handed_on)


def test_a_statement_with_a_value_in_it_is_found() -> None:
    statement = ast.parse('f"SELECT data FROM jobs WHERE id = {job_id} AND {where}"', mode="eval").body
    assert isinstance(statement, ast.JoinedStr)
    assert _pieces(statement) - HANDED_ON == {"job_id"}


def _pieces(node: ast.JoinedStr) -> set[str]:
    """The expressions in an f-string that is SQL."""
    text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if not SQL.search(text):
        return set()
    return {ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)}


@cache
def _constants(path: Path) -> set[str]:
    """The names that are constants wherever the file assigns them."""
    assigned = [node for node in ast.walk(sources.parsed(path)) if isinstance(node, ast.Assign)]
    constant = {ast.unparse(target) for node in assigned for target in node.targets if _is_constant(node.value)}
    return constant - {
        ast.unparse(target) for node in assigned for target in node.targets if not _is_constant(node.value)
    }


def _is_constant(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant)
