"""A member's reference selection as a message, and the question which pictures of a card to add to it."""

from collections.abc import Iterable, Mapping

import discord
from discord import ui

from bot.members.selection import ReferenceSelection
from bot.requests.attachment import ImageAttachment
from bot.requests.request import MAX_REFERENCES
from cogs.cards import notices
from cogs.cards.custom_ids import PageAction, page_id
from cogs.cards.elements import BLURPLE, container
from cogs.i18n.markdown import Markup, joined, moment
from cogs.i18n.translator import Translator

NO_NEWS = Markup("")


def selection_view(
    selection: ReferenceSelection, t: Translator, news: Markup = NO_NEWS, left_out: int = 0, *, plain: bool = False
) -> ui.LayoutView:
    """The selected images with a button each, after the ``news`` of what was changed just now.

    ``left_out`` counts the images that had no room. A ``plain`` view shows no file names.
    """
    if not selection.images:
        return notices.notice(t("title-selection"), joined(news, t("selection-empty")), BLURPLE)
    kept = t("selection-kept", n=len(selection.images), when=moment(selection.until))
    lines = [f"### {t('title-selection')}", joined(news, kept)]
    if left_out:
        lines.append(t("selection-full", n=left_out, limit=MAX_REFERENCES))
    buttons = [
        ui.Button[ui.LayoutView](
            label=t("selection-use"), style=discord.ButtonStyle.primary, custom_id=page_id(PageAction.USE)
        ),
        *(
            ui.Button[ui.LayoutView](
                label=t("selection-remove", picture=number), custom_id=page_id(PageAction.SELECTION, image.key)
            )
            for number, image in enumerate(selection.images, 1)
        ),
        ui.Button[ui.LayoutView](label=t("selection-clear"), custom_id=page_id(PageAction.SELECTION)),
    ]
    gallery = _gallery(selection.images, plain=plain)
    return container(BLURPLE, ui.TextDisplay("\n".join(lines)), gallery, ui.ActionRow(*buttons))


def batch_view(pictures: Mapping[int, ImageAttachment], t: Translator) -> ui.LayoutView:
    """The pictures of a card by their numbers, and a select of those that are to be references."""
    options = [discord.SelectOption(label=t("pick-picture", picture=number), value=str(number)) for number in pictures]
    most = min(MAX_REFERENCES, len(options))
    select = ui.Select[ui.LayoutView](
        custom_id=page_id(PageAction.PICK), placeholder=t("selection-choose", n=most), options=options, max_values=most
    )
    title = ui.TextDisplay[ui.LayoutView](f"### {t('title-batch')}")
    return container(BLURPLE, title, _gallery(pictures.values()), ui.ActionRow(select))


def _gallery(images: Iterable[ImageAttachment], *, plain: bool = False) -> ui.MediaGallery[ui.LayoutView]:
    return ui.MediaGallery(
        *(discord.MediaGalleryItem(image.url, description=None if plain else image.filename) for image in images)
    )
