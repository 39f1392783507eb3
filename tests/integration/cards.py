"""Reads messages of the bot, which are trees of components as they were sent."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord
import simcord
from simcord.components import walk_components

TEXT, GALLERY, CONTAINER = 10, 12, 17
"""Types of components (https://discord.com/developers/docs/components/reference)."""

Components = list[dict[str, Any]]


def components_of(message: discord.Message) -> Components:
    return [dict(component.to_dict()) for component in message.components]


def text_of(components: Components) -> str:
    """All the text of a message, as markdown."""
    return "\n".join(component["content"] for component in _of_type(TEXT, components))


def gallery_of(components: Components) -> list[dict[str, Any]]:
    """The items of a message's gallery."""
    return [item for gallery in _of_type(GALLERY, components) for item in gallery["items"]]


def title_of(components: Components) -> str:
    """The first line of a message, without its markdown."""
    return text_of(components).partition("\n")[0].removeprefix("### ")


def status_of(components: Components) -> str:
    """What a card or report says in bold of its job: what happens, or how it ended; empty beside the pictures."""
    found = re.search(r"^\*\*(.+?)\*\*", text_of(components), re.MULTILINE)
    return found[1] if found else ""


def shown(env: simcord.Env) -> list[Components]:
    """Every state of every message that the bot sent, in order."""
    return [message["components"] for message in messages(env) if message.get("components")]


def messages(env: simcord.Env) -> Iterator[Mapping[str, Any]]:
    """The body of every message that the bot sent or edited, in order."""
    for call in env.http_requests:
        if isinstance(call.json, dict) and call.method in {"POST", "PATCH"}:
            yield call.json.get("data", call.json)


def _of_type(kind: int, components: Components) -> Iterable[dict[str, Any]]:
    return (component for component in walk_components(components) if component["type"] == kind)
