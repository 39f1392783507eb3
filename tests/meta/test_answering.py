"""Answers to interactions are given in one place: only there is it known whose answer stands."""

import ast

import pytest

from tests.meta import sources

OWN = {"cogs/interactions/initial_response.py", "cogs/interactions/claims.py"}
DISCORDS = {"response", "followup", "original_response", "edit_original_response", "delete_original_response"}


def test_no_other_file_answers_an_interaction() -> None:
    found = [
        f"{sources.name(path)}:{node.lineno}"
        for path, node in sources.nodes(ast.Attribute, "cogs")
        if sources.name(path) not in OWN and _answers(node)
    ]
    assert found == []


@pytest.mark.parametrize("code", ["interaction.response", "self._interaction.followup.send", "press.original_response"])
def test_an_answer_is_found(code: str) -> None:
    assert any(_answers(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute))


def _answers(node: ast.Attribute) -> bool:
    # What Discord said, on its errors, has the same name.
    return node.attr in DISCORDS and not ast.unparse(node.value).endswith("error")
