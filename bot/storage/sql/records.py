"""Typed values as JSON in a column. A value that this version can't read is skipped."""

import logging
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

_log = logging.getLogger(__name__)

Value = TypeVar("Value")


class Records(Generic[Value]):
    """Converts values of one type to JSON and back."""

    def __init__(self, kind: type[Value]) -> None:
        self._adapter: TypeAdapter[Value] = TypeAdapter(kind)

    def dump(self, value: Value, *, exclude: set[str] | None = None, exclude_none: bool = False) -> str:
        """The JSON of ``value``, without the fields in ``exclude``, and without None fields if ``exclude_none``."""
        return self._adapter.dump_json(value, exclude=exclude, exclude_none=exclude_none).decode()

    def load(self, data: str, name: str) -> Value | None:
        """The value in ``data``; None if this version can't read it, which is logged under ``name``.

        One bad row must not stop the bot or hide the other rows. The log does not quote the row: it may hold a prompt.
        """
        try:
            return self._adapter.validate_json(data)
        except ValidationError as error:
            _log.error("%s can't be read and is ignored: %s", name, error.errors(include_input=False)[0])
            return None
