"""A member's tray, shown with its pictures and buttons."""

import discord
from discord import ui

from bot.members.selection import Tray
from bot.requests.request import MAX_REFERENCES
from cogs.cards import job_card
from cogs.cards.custom_ids import Own, own_id
from cogs.cards.elements import BLURPLE, panel
from cogs.i18n.markdown import moment
from cogs.i18n.translator import Words


def tray_view(tray: Tray, words: Words, left_out: int = 0, *, plain: bool = False) -> ui.LayoutView:
    """A tray with its pictures and buttons; ``left_out`` is how many images found no room in it.

    A ``plain`` one shows no names of files.
    """
    if not tray.images:
        return job_card.notice(words("title-tray"), words("tray-empty"), BLURPLE)
    lines = [f"### {words('title-tray')}", words("tray-kept", n=len(tray.images), when=moment(tray.until))]
    if left_out:
        lines.append(words("tray-full", n=left_out, limit=MAX_REFERENCES))
    pictures = (
        discord.MediaGalleryItem(image.url, description=None if plain else image.filename) for image in tray.images
    )
    buttons = [
        ui.Button[ui.LayoutView](label=words("tray-remove", picture=number), custom_id=own_id(Own.TRAY, image.key))
        for number, image in enumerate(tray.images, 1)
    ]
    buttons.append(ui.Button(label=words("tray-clear"), custom_id=own_id(Own.TRAY)))
    return panel(BLURPLE, ui.TextDisplay("\n".join(lines)), ui.MediaGallery(*pictures), ui.ActionRow(*buttons))
