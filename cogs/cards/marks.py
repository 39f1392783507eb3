"""Marks: component ids, invisible to members, by which the bot recognises its own messages.

Discord keeps the 32-bit id that a component is given, and numbers the others in sequence
(https://discord.com/developers/docs/components/reference#anatomy-of-a-component).
"""

import logging
import secrets
from collections.abc import Callable
from typing import Any

import discord
from discord import ui

from bot.net.errors import NETWORK_ERRORS
from cogs.cards.shown import walk

_log = logging.getLogger(__name__)

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


async def find_message(
    channel: discord.abc.Messageable, is_it: Callable[[discord.Message], bool], job_id: str, **where: Any
) -> discord.Message | None:
    """The first message of ``channel`` that ``is_it``; None if there is none, or one before it can't be read.

    ``where`` is passed to the channel's ``history``.

    Raises:
        discord.HTTPException, or one of NETWORK_ERRORS: Discord did not show the channel.
    """
    try:
        async for message in channel.history(**where):
            if is_it(message):
                return message
    except (discord.HTTPException, *NETWORK_ERRORS):
        raise
    except Exception as error:  # noqa: BLE001 - others' messages may be of a form that discord.py can't read
        _log.warning("the channel of job %s can't be searched: %s %s", job_id, type(error).__name__, error)
    return None
