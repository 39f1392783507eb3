"""Pages with pictures from elsewhere. For one address that Discord won't have, it refuses the whole message."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol

import discord
from discord import ui

from cogs.discord_numbers import INVALID_FORM_BODY

_log = logging.getLogger(__name__)


Send = Callable[[ui.LayoutView], Awaitable[object]]
"""Shows a view in one way or another."""


class Draw(Protocol):
    """Makes a view; a ``plain`` one is without anything that a member wrote."""

    def __call__(self, *, plain: bool = False) -> ui.LayoutView:
        """Make it."""


async def show_page(send: Send, page: ui.LayoutView) -> None:
    """Show ``page`` by ``send``; if Discord refuses what is in it, without its pictures.

    Raises:
        discord.HTTPException: Discord refused it for another reason, or without pictures too.
    """
    try:
        await send(page)
    except discord.HTTPException as error:
        if error.code != INVALID_FORM_BODY or not _has_pictures(page):
            raise
        _log.warning("Discord refused a page, which is shown without its pictures: %s", error)
        await send(_in_words(page))


def _has_pictures(page: ui.LayoutView) -> bool:
    return any(isinstance(item, ui.MediaGallery | ui.Thumbnail) for item in page.walk_children())


def _in_words(page: ui.LayoutView) -> ui.LayoutView:
    """The same page with nothing but texts, lines and buttons."""
    view = ui.LayoutView(timeout=None)
    view.stop()
    for container in page.children:
        if isinstance(container, ui.Container):
            view.add_item(ui.Container(*_words_of(container), accent_colour=container.accent_colour))
    return view


def _words_of(container: ui.Container[Any]) -> Iterator[ui.Item[Any]]:
    for item in container.children:
        if isinstance(item, ui.Section):
            yield from item.children
        elif not isinstance(item, ui.MediaGallery):
            yield item
