"""Values that no API documents."""

from typing import Any

from hypothesis import strategies as st

FIELDS = ("task_id", "status", "images", "error", "request_id", "url", "width", "height", "code", "message")
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("succeeded")


def with_fields(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with documented names and any values."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, values))


junk = st.one_of(scalars, with_fields(scalars), st.lists(scalars | with_fields(scalars), max_size=2))
