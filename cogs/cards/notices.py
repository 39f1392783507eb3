"""Short messages of a title and some sentences, one of them with a prompt as a file."""

import io
from typing import Final

import discord
from discord import ui

from cogs.cards.elements import BLURPLE, YELLOW, container
from cogs.i18n.translator import Translator

PROMPT_FILE: Final = "prompt.txt"


def notice(title: str, text: str, colour: int = YELLOW) -> ui.LayoutView:
    """A short message of a title and some sentences."""
    return container(colour, ui.TextDisplay(f"### {title}\n{text}"))


def reading(t: Translator) -> ui.LayoutView:
    """The card before a job exists, while attached files are read."""
    return notice(t("title-reading"), t("status-reading"), BLURPLE)


def fetching(t: Translator) -> ui.LayoutView:
    """A card whose pictures are on their way, whatever else will stand on it."""
    return notice(t("title-fetching"), t("status-fetching"))


def interrupted(t: Translator) -> ui.LayoutView:
    """What becomes of a card on which the bot was busy with something that was no job when it was ended."""
    return notice(t("title-interrupted"), t("status-interrupted"))


def prompt_file(prompt: str) -> discord.File:
    """The prompt as a file, which ``/imagine`` takes as ``prompt_file``."""
    return discord.File(io.BytesIO(prompt.encode()), PROMPT_FILE)


def with_prompt_file(title: str, text: str) -> ui.LayoutView:
    """A short message that comes with a prompt as a file."""
    view = notice(title, text)
    view.add_item(ui.File(f"attachment://{PROMPT_FILE}"))
    return view


def waiting(t: Translator) -> ui.LayoutView:
    """What stands where an answer will be."""
    return notice(t("title-waiting"), t("status-waiting"), BLURPLE)


def saving(t: Translator) -> ui.LayoutView:
    """What stands where the card of a job will be, while the disk is slow to take it."""
    return notice(t("title-saving"), t("status-saving"), BLURPLE)


def blocked(t: Translator) -> ui.LayoutView:
    """What comes instead of an explanation that Discord blocks for what it quotes."""
    return notice(t("title-refused"), t("error-blocked"))


def modal_too_late(t: Translator) -> ui.LayoutView:
    """What comes instead of a form, which only a first answer can open."""
    return notice(t("title-too-late"), t("form-too-late"))
