"""Cards as plain text, for a terminal."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta

from cogs.i18n.catalog import DEFAULT_LOCALE

TEXT, GALLERY, FILE = 10, 12, 13
"""Types of components (https://discord.com/developers/docs/components/reference)."""

_PREFIX = re.compile(r"^(?:#{1,3}|-#) ", re.MULTILINE)
_BOLD = re.compile(r"(?<!\\)\*\*")
_ESCAPE = re.compile(r"\\([^A-Za-z0-9\s])")
_NO_BREAK = "\u00a0"
_ISOLATE = re.compile("[\u2066-\u2069]")
# A member's prompt may hold more digits than there are seconds in a timedelta.
_MOMENT = re.compile(r"<t:(\d{1,11}):R>")
_LINK = re.compile(r"\[([^\]]+)\]\((?:<([^>]+)>|([^)]+))\)")


def plain(components: Iterable[Mapping[str, Any]], now: float, locale: str = DEFAULT_LOCALE) -> str:
    """The text of a message as read at ``now`` (epoch seconds) in a Discord of this language."""
    text = "\n".join(line for component in components for line in _lines(component))
    text = _MOMENT.sub(lambda found: _moment(int(found[1]) - now, locale), text)
    text = _LINK.sub(r"\1 \2\3", text)
    text = _BOLD.sub("", _ISOLATE.sub("", _PREFIX.sub("", text)))
    return _ESCAPE.sub(r"\1", text.replace(_NO_BREAK, " "))


def has_file(components: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a message shows a file, which a terminal can't."""
    return any(component["type"] == FILE for component in components)


def _lines(component: Mapping[str, Any]) -> Iterator[str]:
    if component["type"] == TEXT:
        yield component["content"]
    elif component["type"] == GALLERY:
        for item in component["items"]:
            yield f"[{item.get('description') or 'picture'}]"
    for inner in component.get("components", []):
        yield from _lines(inner)


def _moment(seconds: float, locale: str) -> str:
    """As Discord tells it, but to the second however far away it is."""
    away = timedelta(seconds=round(seconds) or -1)
    return format_timedelta(
        away, granularity="second", threshold=math.inf, add_direction=True, locale=locale.replace("-", "_")
    )
