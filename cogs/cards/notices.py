"""What stands where an answer will be, or instead of it, when that takes long."""

from discord import ui

from bot.i18n.catalog import Words
from cogs.cards.elements import BLURPLE
from cogs.cards.job_card import notice


def waiting(words: Words) -> ui.LayoutView:
    """What stands where an answer will be."""
    return notice(words("title-waiting"), words("status-waiting"), BLURPLE)


def saving(words: Words) -> ui.LayoutView:
    """What stands where the card of a job will be, while the disk is slow to take it."""
    return notice(words("title-saving"), words("status-saving"), BLURPLE)


def unsayable(words: Words) -> ui.LayoutView:
    """What comes instead of an explanation that Discord blocks for what it quotes."""
    return notice(words("title-refused"), words("error-blocked"))


def too_late(words: Words) -> ui.LayoutView:
    """What comes instead of a form, which only a first answer can open."""
    return notice(words("title-too-late"), words("form-too-late"))
