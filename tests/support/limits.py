"""Discord's limits of messages and modals, as a table.

Sources: https://discord.com/developers/docs/components/reference (components and their fields) and
https://discord.com/developers/docs/resources/message (the 4,000 characters of all texts together).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from discord import ui

Component = Mapping[str, Any]

MAX_COMPONENTS = 40
MAX_TEXT = 4000
MAX_URL = 2048

ACTION_ROW, BUTTON, SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL = 1, 2, 3, 4, 9, 10, 11
GALLERY, FILE, SEPARATOR, CONTAINER, LABEL, FILE_UPLOAD = 12, 13, 14, 17, 18, 19
ROLE_SELECT, CHANNEL_SELECT = 6, 8

KINDS = {ACTION_ROW, BUTTON, SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL} | {
    GALLERY, FILE, SEPARATOR, CONTAINER, LABEL, FILE_UPLOAD, ROLE_SELECT, CHANNEL_SELECT,
}  # fmt: skip

LENGTHS = {
    (ACTION_ROW, "components"): (1, 5),
    (BUTTON, "label"): (1, 80),
    (BUTTON, "custom_id"): (1, 100),
    (BUTTON, "url"): (1, 512),
    (SELECT, "custom_id"): (1, 100),
    (SELECT, "placeholder"): (1, 150),
    (SELECT, "options"): (1, 25),
    (ROLE_SELECT, "custom_id"): (1, 100),
    (ROLE_SELECT, "placeholder"): (1, 150),
    (CHANNEL_SELECT, "custom_id"): (1, 100),
    (CHANNEL_SELECT, "placeholder"): (1, 150),
    (TEXT_INPUT, "custom_id"): (1, 100),
    (TEXT_INPUT, "placeholder"): (1, 100),
    (TEXT_INPUT, "value"): (1, 4000),
    (SECTION, "components"): (1, 3),
    (TEXT, "content"): (1, 4000),
    (THUMBNAIL, "description"): (1, 1024),
    (GALLERY, "items"): (1, 10),
    (CONTAINER, "components"): (1, 40),
    (LABEL, "label"): (1, 45),
    (LABEL, "description"): (1, 100),
    (FILE_UPLOAD, "custom_id"): (1, 100),
}
"""Minimum and maximum characters or entries of a field, by the type of its component."""

OPTION = {"label": (1, 100), "value": (1, 100), "description": (1, 100)}
ITEM = {"description": (1, 1024)}

WELL_FORMED = re.compile(r"https?://[\w.-]+(:\d+)?([/?#]([\w.~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*)?", re.ASCII)
"""An address with a host, out of the characters of https://www.rfc-editor.org/rfc/rfc3986#appendix-A."""


def faults(view: ui.LayoutView | ui.Modal) -> list[str]:
    """What Discord would reject in ``view``; empty if it is valid."""
    return list(violations(view.to_components()))


def violations(components: Sequence[Component]) -> Iterator[str]:
    """What Discord would reject in ``components``, as they are sent."""
    found = list(walk(components))
    yield from _length("components of the message", found, (0, MAX_COMPONENTS))
    yield from _length("text of the message", "".join(part.get("content", "") for part in found), (0, MAX_TEXT))
    ids = [part["custom_id"] for part in found if "custom_id" in part]
    yield from (f"custom_id {custom_id!r} occurs twice" for custom_id in {i for i in ids if ids.count(i) > 1})
    for part in found:
        yield from _of_one(part)


def walk(components: Sequence[Component]) -> Iterator[Component]:
    """Every component, nested ones as well."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        yield from walk([component[key] for key in ("accessory", "component") if key in component])


def _of_one(part: Component) -> Iterator[str]:
    if part["type"] not in KINDS:
        yield f"a component of the unknown type {part['type']}"
    for (kind, field), bounds in LENGTHS.items():
        if kind == part["type"] and part.get(field) is not None:
            yield from _length(f"{field} of type {kind}", part[field], bounds)
    if len(part.get("value") or "") > part.get("max_length", MAX_TEXT):
        yield f"a field with {len(part['value'])} characters that holds {part['max_length']}"
    for option in part.get("options", ()):
        yield from _fields("option", option, OPTION)
    for item in part.get("items", ()):
        yield from _fields("item", item, ITEM)
    for holder in (part, *part.get("items", ())):
        yield from _media(holder)


def _fields(name: str, holder: Component, bounds: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    for field, limits in bounds.items():
        if holder.get(field) is not None:
            yield from _length(f"{field} of an {name}", holder[field], limits)


def _media(holder: Component) -> Iterator[str]:
    media = holder.get("media") or holder.get("file")
    if media is None:
        return
    if not media["url"].startswith("attachment://") and not WELL_FORMED.fullmatch(media["url"]):
        yield f"an invalid URL: {media['url'][:100]!r}"
    yield from _length("URL of a file", media["url"], (1, MAX_URL))


def _length(name: str, value: Sequence[Any], bounds: tuple[int, int]) -> Iterator[str]:
    fewest, most = bounds
    if not fewest <= len(value) <= most:
        yield f"{name}: {len(value)}, but {fewest} to {most} are allowed"
