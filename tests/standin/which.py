"""Which requests a fault meets, besides by their path."""

import re
from collections.abc import Iterator
from typing import Any

from .calls import Call
from .faults import When

_WORDS = {"content", "description", "filename", "label", "name", "placeholder", "title", "value"}
"""Fields in which a message carries what somebody may read, alternative texts and file names included."""

_NO_MESSAGES = {8, 9}
"""Callbacks that show suggestions or a form, which nobody but the member sees."""


def with_files(call: Call) -> bool:
    return bool(call.files)


def without_files(call: Call) -> bool:
    return not call.files


def replying(call: Call) -> bool:
    return isinstance(call.json, dict) and bool(call.json.get("message_reference"))


def saying(words: str) -> When:
    """Messages that carry `words`, as AutoMod's keywords match: whatever their case, wherever they stand."""
    pattern = re.compile(words, re.IGNORECASE)

    def met(call: Call) -> bool:
        if isinstance(call.json, dict) and call.json.get("type") in _NO_MESSAGES:
            return False
        return any(pattern.search(text) for text in (*_texts(call.json), *_names(call)))

    return met


def _names(call: Call) -> Iterator[str]:
    return (upload.filename for upload in call.files.values())


def _texts(part: Any) -> Iterator[str]:  # noqa: ANN401 - JSON may be anything
    if isinstance(part, dict):
        for key, value in part.items():
            if key in _WORDS and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(part, list):
        for item in part:
            yield from _texts(item)
