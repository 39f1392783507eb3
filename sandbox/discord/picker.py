"""The page's list of commands, in the language of the member's Discord: SimCord shows what stands in the code."""

from collections.abc import Iterable
from typing import Any


def translate(commands: Iterable[dict[str, Any]], locale: str) -> None:
    """Put the bot's translations in place of its English texts. Commands and options keep their names."""
    for command in commands:
        _put(command, "description", locale)
        for choice in command.get("choices", ()):
            _put(choice, "name", locale)
        translate(command.get("options", ()), locale)


def _put(part: dict[str, Any], field: str, locale: str) -> None:
    part[field] = (part.get(f"{field}_localizations") or {}).get(locale, part[field])
