"""Marks: component ids, invisible to members, by which the bot recognises its own messages.

Discord keeps the 32-bit id that a component is given, and numbers the others in sequence
(https://discord.com/developers/docs/components/reference#anatomy-of-a-component).
"""

import secrets

import discord
from discord import ui

from cogs.cards.shown import walk

# Above every id that Discord assigns itself, as a message has at most 40 components.
_MIN, _MAX = 1 << 16, (1 << 31) - 1


def new_mark() -> int:
    return _MIN + secrets.randbelow(_MAX - _MIN)


def with_mark(view: ui.LayoutView, number: int) -> ui.LayoutView:
    """Put the mark ``number`` on the outermost component of ``view``, and return the view."""
    view.children[0].id = number
    return view


def has_mark(message: discord.Message, number: int, *custom_ids: str) -> bool:
    """Whether ``message`` has the mark ``number`` (0 means none), or a component with one of ``custom_ids``."""
    parts = walk(message.components)
    return any((number and part.id == number) or getattr(part, "custom_id", None) in custom_ids for part in parts)
