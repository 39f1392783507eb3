"""What varies reaches SQLite as a bound parameter, never as a part of a statement."""

import ast
import re

from tests.meta import sources

SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WHERE|FROM|LIMIT)\b")

# Names of pieces that the code itself writes down as constants, one line above or in MIGRATIONS.
CONSTANTS = {"where", "columns", "owner", "script", "number", "len(MIGRATIONS)"}


def test_statements_are_put_together_from_constants_alone() -> None:
    found = [
        f"{sources.name(path)}:{node.lineno} {piece}"
        for path, node in sources.nodes(ast.JoinedStr, *sources.PRODUCT)
        for piece in _pieces(node) - CONSTANTS
    ]
    assert found == []


def test_no_statement_is_formatted_in_another_way() -> None:
    found = [
        f"{sources.name(path)}:{node.lineno}"
        for path, node in sources.nodes(ast.Constant, *sources.PRODUCT)
        if isinstance(node.value, str) and SQL.search(node.value) and re.search(r"%s|%\(|\{\w*\}", node.value)
    ]
    assert found == []


def test_the_pieces_are_constants() -> None:
    in_use = {(path, piece) for path, node in sources.nodes(ast.JoinedStr, "bot") for piece in _pieces(node)}
    values = [
        node.value
        for path, node in sources.nodes(ast.Assign, "bot")
        if any((path, ast.unparse(target)) in in_use for target in node.targets)
    ]
    assert values
    assert all(isinstance(value, ast.Constant) for value in values)


def test_conditions_are_constants_wherever_they_are_handed_on() -> None:
    handed_on = [call.args[0] for _, call in sources.nodes(ast.Call, "bot") if ast.unparse(call.func) == "self._jobs"]
    assert handed_on
    assert all(isinstance(condition, ast.Constant | ast.JoinedStr) for condition in handed_on)


def test_a_statement_with_a_value_in_it_is_found() -> None:
    statement = ast.parse('f"SELECT data FROM jobs WHERE id = {job_id} AND {where}"', mode="eval").body
    assert isinstance(statement, ast.JoinedStr)
    assert _pieces(statement) - CONSTANTS == {"job_id"}


def _pieces(node: ast.JoinedStr) -> set[str]:
    """The expressions in an f-string that is SQL."""
    text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if not SQL.search(text):
        return set()
    return {ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)}
