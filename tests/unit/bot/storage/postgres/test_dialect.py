"""Portable statements in PostgreSQL's words."""

import pytest

from bot.storage.postgres.dialect import numbered


@pytest.mark.parametrize(
    ("portable", "expected"),
    [
        ("SELECT 1", "SELECT 1"),
        ("UPDATE a SET b = ?, c = ? WHERE d = ?", "UPDATE a SET b = $1, c = $2 WHERE d = $3"),
        ("SELECT 'why?', ? FROM \"what?\"", "SELECT 'why?', $1 FROM \"what?\""),
        ("SELECT 'it''s? ', ?", "SELECT 'it''s? ', $1"),
        ("SELECT ? -- really?\n, ?", "SELECT $1 -- really?\n, $2"),
        ("SELECT a LIKE '%s' ESCAPE '!' AND b > ?", "SELECT a LIKE '%s' ESCAPE '!' AND b > $1"),
    ],
)
def test_what_is_quoted_or_a_comment_stays_as_it_is(portable: str, expected: str) -> None:
    assert numbered(portable) == expected
