"""The rules that message components must keep.

https://discord.com/developers/docs/components/reference
"""

import copy
import re
from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum

from . import file_types
from .errors import ApiError, Refusal, invalid_form
from .reply import Payload

MAX_COMPONENTS = 40
MAX_LEGACY_ROWS = 5
MAX_TEXT = 4000
MAX_BUTTONS = 5
MAX_GALLERY = 10
MAX_DESCRIPTION = 1024
MAX_CUSTOM_ID = 100
MAX_LABEL = 80
MAX_URL = 512
MAX_MEDIA_URL = 2048
MAX_TITLE = 45
MAX_MODAL = 5


class Kind(IntEnum):
    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    CHECKBOX = 23


LEGACY = {kind.value for kind in Kind if kind <= Kind.CHANNEL_SELECT and kind is not Kind.TEXT_INPUT} | {5, 6, 7}
V2 = {kind.value for kind in Kind if Kind.SECTION <= kind <= Kind.CONTAINER} | LEGACY
MODAL = {Kind.ACTION_ROW, Kind.TEXT_DISPLAY, Kind.LABEL}
SELECTS = {3, 5, 6, 7, 8}
LINK, PREMIUM = 5, 6
# With a host, and out of the characters that RFC 3986 allows (https://www.rfc-editor.org/rfc/rfc3986#appendix-A).
WELL_FORMED = re.compile(
    r"https?://(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]+)?(?:[/?#](?:[A-Za-z0-9._~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*)?"
)


def walk(components: Sequence[Payload], path: str = "components") -> Iterator[tuple[str, Payload]]:
    """Every component with its place, parents before children."""
    for index, component in enumerate(components):
        yield from _family(component, f"{path}.{index}")


def media(component: Payload) -> Iterator[tuple[str, Payload]]:
    """The places in one component that show a file: objects with a `media` or a `file` key, and their path in it."""
    match component.get("type"):
        case Kind.MEDIA_GALLERY:
            yield from ((f"items.{index}.media", item) for index, item in enumerate(component.get("items", ())))
        case Kind.THUMBNAIL:
            yield "media", component
        case Kind.FILE:
            yield "file", component
        case _:
            return


def media_url(holder: Payload) -> str:
    """The address in what `media` yields."""
    return str((holder.get("media") or holder.get("file") or {}).get("url", ""))


def check(components: Sequence[Payload], filenames: Collection[str], *, v2: bool) -> None:
    """Raises ApiError (50035) at the first broken rule; `filenames` are those the message will have."""
    placed = list(walk(components))
    _check_amount(components, placed, v2=v2)
    _check_custom_ids(placed)
    for path, component in placed:
        if component.get("type") not in (V2 if v2 else LEGACY):
            raise invalid_form(f"{path}.type", "UNION_TYPE_CHOICES", "This component cannot be used here.")
        _check_one(path, component)
        for place, holder in media(component):
            _check_media(f"{path}.{place}", holder, filenames)


def check_modal(data: Payload) -> None:
    """https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal"""
    _length("data.title", data.get("title", ""), 1, MAX_TITLE)
    _length("data.custom_id", data.get("custom_id", ""), 1, MAX_CUSTOM_ID)
    _length("data.components", data.get("components", ()), 1, MAX_MODAL)
    for path, component in walk(data["components"], "data.components"):
        if path.count(".") == len(("data", "components")) and component.get("type") not in MODAL:
            raise invalid_form(f"{path}.type", "UNION_TYPE_CHOICES", "This component cannot be used here.")
        if component.get("type") == Kind.LABEL:
            _length(f"{path}.label", component.get("label", ""), 1, MAX_TITLE)
        if not file_types.are_right(component):
            raise invalid_form(f"{path}.file_types", "UNION_TYPE_CHOICES", "Invalid file type")
    _check_custom_ids(list(walk(data["components"], "data.components")))


def numbered(components: Sequence[Payload]) -> tuple[Payload, ...]:
    """A copy in which every component has an id, as Discord assigns them: in order, past those already taken."""
    copied = copy.deepcopy(list(components))
    parts = [part for _, part in walk(copied)]
    taken = {part["id"] for part in parts if part.get("id")}
    free = (number for number in range(1, len(parts) + len(taken) + 1) if number not in taken)
    for part in parts:
        part["id"] = part.get("id") or next(free)
    return tuple(copied)


def _family(component: Payload, path: str) -> Iterator[tuple[str, Payload]]:
    yield path, component
    yield from walk(component.get("components") or (), f"{path}.components")
    for key in ("accessory", "component"):
        if nested := component.get(key):
            yield from _family(nested, f"{path}.{key}")


def _check_amount(top: Sequence[Payload], placed: Sequence[tuple[str, Payload]], *, v2: bool) -> None:
    if v2 and not placed:
        raise ApiError(Refusal.EMPTY_MESSAGE)
    _at_most(MAX_COMPONENTS if v2 else MAX_LEGACY_ROWS, len(placed) if v2 else len(top), "components")
    text = sum(len(component.get("content", "")) for _, component in placed)
    if text > MAX_TEXT:
        message = f"The total displayable text size of all components exceeds maximum size of {MAX_TEXT}"
        raise invalid_form("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def _check_custom_ids(placed: Sequence[tuple[str, Payload]]) -> None:
    seen = set[str]()
    for path, component in placed:
        identity = component.get("custom_id")
        if identity in seen:
            message = "Component custom id cannot be duplicated"
            raise invalid_form(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        if identity is not None:
            seen.add(identity)
            _length(f"{path}.custom_id", identity, 1, MAX_CUSTOM_ID)


def _check_one(path: str, component: Payload) -> None:
    match component["type"]:
        case Kind.BUTTON:
            _check_button(path, component)
        case Kind.TEXT_DISPLAY:
            _length(f"{path}.content", component.get("content", ""), 1, MAX_TEXT)
        case Kind.ACTION_ROW:
            _length(f"{path}.components", component.get("components", ()), 1, MAX_BUTTONS)
        case Kind.CONTAINER:
            _length(f"{path}.components", component.get("components", ()), 1, MAX_COMPONENTS)
        case Kind.MEDIA_GALLERY:
            _length(f"{path}.items", component.get("items", ()), 1, MAX_GALLERY)
        case kind if kind in SELECTS and "custom_id" not in component:
            raise invalid_form(f"{path}.custom_id", "BASE_TYPE_REQUIRED", "This field is required")


def _check_button(path: str, button: Payload) -> None:
    _length(f"{path}.label", button.get("label") or "", 0, MAX_LABEL)
    match button.get("style"):
        case style if style == LINK:
            _check_url(f"{path}.url", button.get("url") or "", MAX_URL)
        case style if style != PREMIUM and not button.get("custom_id"):
            raise invalid_form(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
    if not (button.get("label") or button.get("emoji") or button.get("sku_id")):
        raise invalid_form(path, "BUTTON_COMPONENT_INVALID", "A button needs a label, an emoji or both")


def _check_media(path: str, holder: Payload, filenames: Collection[str]) -> None:
    _length(f"{path}.description", holder.get("description") or "", 0, MAX_DESCRIPTION)
    scheme, _, name = media_url(holder).partition("://")
    if scheme == "attachment":
        _check_reference(path, name, filenames)
    else:
        _check_url(f"{path}.url", media_url(holder), MAX_MEDIA_URL)


def _check_reference(path: str, name: str, filenames: Collection[str]) -> None:
    if name not in filenames:
        code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
        raise invalid_form(f"{path}.url", code, f"The referenced attachment '{name}' was not found")


def _check_url(path: str, url: str, most: int) -> None:
    _length(path, url, 1, most)
    if not WELL_FORMED.fullmatch(url):
        raise invalid_form(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def _length(path: str, value: Collection[object] | str, least: int, most: int) -> None:
    if len(value) < least:
        raise invalid_form(path, "BASE_TYPE_REQUIRED", "This field is required")
    _at_most(most, len(value), path)


def _at_most(most: int, amount: int, path: str) -> None:
    if amount > most:
        raise invalid_form(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
