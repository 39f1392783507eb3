"""Short messages: placeholders, explanations, and a prompt as a file."""

import io
from typing import Final

import discord
from discord import ui

from cogs.cards.elements import BLURPLE, TITLE_SHOWN, container
from cogs.i18n.markdown import headline
from cogs.i18n.translator import Translator

PROMPT_FILE: Final = "prompt.txt"


def notice(title: str, text: str, colour: int | None = None) -> ui.LayoutView:
    return container(colour, ui.TextDisplay(f"### {title}\n{text}"))


def reading(t: Translator, prompt: str = "") -> ui.LayoutView:
    """The placeholder of a card while attached files are read; there is no job yet, and maybe no prompt."""
    return notice(headline(prompt, TITLE_SHOWN) or t("title-waiting"), t("status-reading"), BLURPLE)


def fetching(t: Translator) -> ui.LayoutView:
    """The placeholder of a card whose pictures are being downloaded."""
    return notice(t("title-fetching"), t("status-bringing"), BLURPLE)


def retrying(t: Translator) -> ui.LayoutView:
    """What a member sees while pictures that could not be loaded are downloaded once more: they may fail again."""
    return notice(t("title-fetching"), t("status-retrying"), BLURPLE)


def asking(t: Translator) -> ui.LayoutView:
    """What a member sees while imini is asked for pictures that never arrived."""
    return notice(t("title-asking"), t("status-asking"), BLURPLE)


def interrupted(t: Translator) -> ui.LayoutView:
    """What a placeholder becomes if the process ended before its work did."""
    return notice(t("title-interrupted"), t("status-interrupted"))


def prompt_file(prompt: str) -> discord.File:
    """The prompt as a file that the option ``prompt_file`` of ``/imagine`` accepts."""
    return text_file(prompt, PROMPT_FILE)


def with_prompt_file(title: str, text: str) -> ui.LayoutView:
    """A notice that shows the attachment made by ``prompt_file``."""
    return with_file(title, text, PROMPT_FILE)


def text_file(text: str, name: str) -> discord.File:
    """What somebody typed, as a file."""
    return discord.File(io.BytesIO(text.encode(errors="replace")), name)


def with_file(title: str, text: str, name: str) -> ui.LayoutView:
    """A notice that shows the attachment made by ``text_file``."""
    view = notice(title, text)
    view.add_item(ui.File(f"attachment://{name}"))
    return view


def waiting(t: Translator) -> ui.LayoutView:
    """The placeholder of a response that takes longer than Discord waits."""
    return notice(t("title-waiting"), t("status-waiting"), BLURPLE)


def saving(t: Translator) -> ui.LayoutView:
    """The placeholder of a job's card while the disk is slow."""
    return notice(t("title-saving"), t("status-saving"), BLURPLE)


def blocked(t: Translator) -> ui.LayoutView:
    """Shown instead of an explanation that Discord blocks for the words it quotes."""
    return notice(t("title-refused"), t("error-blocked"))


def modal_too_late(t: Translator) -> ui.LayoutView:
    """Shown instead of a modal, which only an initial response can open."""
    return notice(t("title-too-late"), t("form-too-late"))
