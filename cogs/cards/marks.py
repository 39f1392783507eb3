"""Marks on messages: a number that no member sees, by which the bot knows a message of its own again.

Discord keeps the id that a component is given (https://discord.com/developers/docs/components/reference, "anatomy of a
component"), and makes up small ones for the others.
"""

import secrets

import discord
from discord import ui

from cogs.cards.shown import walk

_LEAST, _MOST = 1 << 16, (1 << 31) - 1


def new_mark() -> int:
    """A mark that no other message has."""
    return _LEAST + secrets.randbelow(_MOST - _LEAST)


def mark(view: ui.LayoutView, number: int) -> ui.LayoutView:
    """``view`` with the mark ``number``."""
    view.children[0].id = number
    return view


def has_mark(message: discord.Message, number: int, *custom_ids: str) -> bool:
    """Whether ``message`` has the mark ``number`` (0 is none), or a component with one of ``custom_ids``."""
    parts = walk(message.components)
    return any((number and part.id == number) or getattr(part, "custom_id", None) in custom_ids for part in parts)
