"""Reads views as they would be sent."""

from typing import Any

from discord import ui

from tests.support.limits import walk


def text_of(view: ui.LayoutView) -> str:
    """All the text, as markdown."""
    return "\n".join(part["content"] for part in _parts(view) if "content" in part)


def labels_of(view: ui.LayoutView) -> list[str]:
    """The labels of the buttons, in order."""
    return [part["label"] for part in _parts(view) if "label" in part]


def disabled_in(view: ui.LayoutView) -> list[str]:
    """The labels of the disabled buttons."""
    return [part["label"] for part in _parts(view) if part.get("disabled")]


def pictures_of(view: ui.LayoutView) -> list[dict[str, Any]]:
    """Thumbnails and items of galleries."""
    return [holder for part in _parts(view) for holder in (part, *part.get("items", ())) if "media" in holder]


def accent_of(view: ui.LayoutView) -> int | None:
    """The colour of its container, None without one."""
    return next((part["accent_color"] for part in _parts(view) if part.get("accent_color") is not None), None)


def _parts(view: ui.LayoutView) -> list[Any]:
    return list(walk(view.to_components()))  # type: ignore[no-untyped-call]  # discord.py leaves it untyped
