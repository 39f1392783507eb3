"""A mock without a spec accepts every call, so its test can't fail."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from tests.meta import sources

MOCKS = {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock"}
SPECS = {"spec", "spec_set", "wraps", "autospec", "new", "new_callable"}


def test_no_test_uses_a_mock_without_a_spec() -> None:
    calls = sources.nodes(ast.Call, "tests")
    assert [f"{sources.name(path)}:{call.lineno}" for path, call in calls if _is_spineless(call)] == []


@pytest.mark.parametrize("code", ["Mock()", "mock.AsyncMock(name='x')", "patch('a.b')", "patch.object(a, 'b')"])
def test_a_mock_without_a_spec_is_found(code: str) -> None:
    assert list(map(_is_spineless, _calls(code))) == [True]


@pytest.mark.parametrize("code", ["Mock(spec=A)", "Mock(A)", "patch('a.b', new=c)", "patch.object(a, 'b', c)", "A()"])
def test_a_mock_with_a_spec_is_fine(code: str) -> None:
    assert not any(map(_is_spineless, _calls(code)))


def _calls(code: str) -> Iterator[ast.Call]:
    found: Iterable[ast.AST] = ast.walk(ast.parse(code))
    return (node for node in found if isinstance(node, ast.Call))


def _is_spineless(call: ast.Call) -> bool:
    needless = {**dict.fromkeys(MOCKS, 0), "patch": 1, "object": 2}.get(sources.called(call))
    if needless is None or (sources.called(call) == "object" and not ast.unparse(call.func).endswith("patch.object")):
        return False
    return len(call.args) <= needless and not any(keyword.arg in SPECS for keyword in call.keywords)
