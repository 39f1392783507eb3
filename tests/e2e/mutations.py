"""Dispatches as Discord should not send them: a field is missing, of another type, of an unknown kind, full of junk."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

KEPT = {"id", "token", "application_id", "channel_id", "guild_id"}
"""What stays as it is at the top: with other ids it would be another's interaction, or a place that nobody is in."""

GONE = object()

VALUES: list[Any] = [
    *[GONE] * 8,
    *(None, True, False, 0, 1, 99, 2**31, 2**63, 10**25, 0.5),
    *("", "junk", "0", "99", "\x00", "é", "1970-01-01", "imagine:again:0000000000", "x" * 5000),
    *([], {}, [[]], [None], [{}], {"id": "1"}, [{"id": "1"}], {"type": 99}, [1, "a", {}]),
    [[[[[[[[{"a": [{"b": {"c": [None]}}]}]]]]]]]],
]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change: of all places in a dispatch, one gets another value, or none. Numbers count round and round."""

    place: int
    value: int

    def __call__(self, data: Any) -> Any:  # noqa: ANN401 - JSON may be anything
        """A copy of ``data``, changed."""
        changed = copy.deepcopy(data)
        places = list(_places(changed, KEPT))
        if not places:
            return changed
        holder, key = places[self.place % len(places)]
        value = VALUES[self.value % len(VALUES)]
        if value is GONE:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(value)
        return changed


def _places(data: object, kept: frozenset[str] | set[str] = frozenset()) -> Iterator[tuple[Any, str | int]]:
    """What holds each value in ``data``, and under which key."""
    keys: list[Any] = list(data) if isinstance(data, dict) else list(range(len(data))) if isinstance(data, list) else []
    for key in keys:
        if key not in kept:
            yield data, key
            yield from _places(data[key])  # type: ignore[index]  # only what can be indexed has keys


mutations = st.builds(Mutation, st.integers(0, 999), st.integers(0, len(VALUES) - 1))
