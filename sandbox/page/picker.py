"""Translates the page's list of commands, which SimCord shows in English only."""

from collections.abc import Iterable
from typing import Any


def translate(commands: Iterable[dict[str, Any]], locale: str) -> None:
    """Replace descriptions and choices with the bot's translations. Commands and options keep their names."""
    for command in commands:
        _replace(command, "description", locale)
        for choice in command.get("choices", ()):
            _replace(choice, "name", locale)
        translate(command.get("options", ()), locale)


def _replace(part: dict[str, Any], field: str, locale: str) -> None:
    part[field] = (part.get(f"{field}_localizations") or {}).get(locale, part[field])
