"""Pages with images from other hosts. For one URL that Discord does not accept, it rejects the whole message."""

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
    """Makes a view; a ``plain`` one has nothing that a member wrote."""

    def __call__(self, *, plain: bool = False) -> ui.LayoutView:
        """Make the view."""


async def show_page(send: Send, page: ui.LayoutView) -> None:
    """Show ``page`` by ``send``; if Discord rejects its content, once more without images.

    Raises:
        discord.HTTPException: Discord rejected it for another reason, or without images as well.
    """
    try:
        await send(page)
    except discord.HTTPException as error:
        if error.code != INVALID_FORM_BODY or not _has_images(page):
            raise
        _log.warning("Discord rejected a page, so it is shown without its images: %s", error)
        await send(_without_images(page))


def _has_images(page: ui.LayoutView) -> bool:
    return any(isinstance(item, ui.MediaGallery | ui.Thumbnail) for item in page.walk_children())


def _without_images(page: ui.LayoutView) -> ui.LayoutView:
    """The same page with texts, separators and buttons only."""
    view = ui.LayoutView(timeout=None)
    # As in ``container``: discord.py would keep the view in memory for ever.
    view.stop()
    for container in page.children:
        if isinstance(container, ui.Container):
            view.add_item(ui.Container(*_text_items(container), accent_colour=container.accent_colour))
    return view


def _text_items(container: ui.Container[Any]) -> Iterator[ui.Item[Any]]:
    for item in container.children:
        if isinstance(item, ui.Section):
            yield from item.children
        elif not isinstance(item, ui.MediaGallery):
            yield item
