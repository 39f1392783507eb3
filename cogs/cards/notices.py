"""What stands where an answer will be, or instead of it; and a prompt in a file of its own."""

import io
from typing import Final

import discord
from discord import ui

from cogs.cards.elements import BLURPLE
from cogs.cards.job_card import notice
from cogs.i18n.translator import Translator

PROMPT_FILE: Final = "prompt.txt"


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


def unsayable(t: Translator) -> ui.LayoutView:
    """What comes instead of an explanation that Discord blocks for what it quotes."""
    return notice(t("title-refused"), t("error-blocked"))


def too_late(t: Translator) -> ui.LayoutView:
    """What comes instead of a form, which only a first answer can open."""
    return notice(t("title-too-late"), t("form-too-late"))
