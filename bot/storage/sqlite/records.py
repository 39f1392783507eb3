"""What is stored as JSON in a column: written by this version, read as far as this version can."""

import logging
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

_log = logging.getLogger(__name__)

Value = TypeVar("Value")


class Records(Generic[Value]):
    """Values of one type as JSON."""

    def __init__(self, kind: type[Value]) -> None:
        self._adapter: TypeAdapter[Value] = TypeAdapter(kind)

    def dump(self, value: Value, *, exclude: set[str] | None = None, exclude_none: bool = False) -> str:
        """The JSON of a value, without the fields to ``exclude``; with ``exclude_none``, without any that is None."""
        return self._adapter.dump_json(value, exclude=exclude, exclude_none=exclude_none).decode()

    def load(self, data: str, name: str) -> Value | None:
        """The value in ``data``, or None, with a line in the log, where this version can't read it.

        What one row holds must not keep the others, or the bot, from going on. The log calls it ``name``, and holds
        nothing of it.
        """
        try:
            return self._adapter.validate_json(data)
        except ValidationError as error:
            _log.error("%s can't be read and will be left alone: %s", name, error.errors(include_input=False)[0])
            return None
