"""A member's reference selection as a message."""

import discord
from discord import ui

from bot.members.selection import ReferenceSelection
from bot.requests.request import MAX_REFERENCES
from cogs.cards import notices
from cogs.cards.custom_ids import PageAction, page_id
from cogs.cards.elements import BLURPLE, container
from cogs.i18n.markdown import moment
from cogs.i18n.translator import Translator


def selection_view(
    selection: ReferenceSelection, t: Translator, left_out: int = 0, *, plain: bool = False
) -> ui.LayoutView:
    """The selected images with a button each; ``left_out`` counts the images that had no room.

    A ``plain`` view shows no file names.
    """
    if not selection.images:
        return notices.notice(t("title-selection"), t("selection-empty"), BLURPLE)
    lines = [f"### {t('title-selection')}", t("selection-kept", n=len(selection.images), when=moment(selection.until))]
    if left_out:
        lines.append(t("selection-full", n=left_out, limit=MAX_REFERENCES))
    pictures = (
        discord.MediaGalleryItem(image.url, description=None if plain else image.filename) for image in selection.images
    )
    buttons = [
        ui.Button[ui.LayoutView](
            label=t("selection-remove", picture=number), custom_id=page_id(PageAction.SELECTION, image.key)
        )
        for number, image in enumerate(selection.images, 1)
    ]
    buttons.append(ui.Button(label=t("selection-clear"), custom_id=page_id(PageAction.SELECTION)))
    return container(BLURPLE, ui.TextDisplay("\n".join(lines)), ui.MediaGallery(*pictures), ui.ActionRow(*buttons))
