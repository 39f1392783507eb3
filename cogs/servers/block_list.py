"""The list of a server's blocks."""

from collections.abc import Sequence

from discord import ui

from bot.servers.blocks import Block
from cogs.cards.elements import BLURPLE, container, mention
from cogs.i18n.markdown import Markup, escape, joined, moment
from cogs.i18n.translator import Translator

SHOWN = 15
"""Blocks in one message, which holds 4,000 characters."""

REASON_SHOWN = 50
"""Characters of each reason."""


def block_list(blocks: Sequence[Block], t: Translator, *, everywhere: bool = False) -> ui.LayoutView:
    """The newest of ``blocks``, which come newest first; those of a server, or the host's ``everywhere``."""
    none = t("blocks-none-everywhere" if everywhere else "blocks-none")
    lines = [_line(block, t) for block in blocks[:SHOWN]] or [none]
    title = t("title-blocks-everywhere" if everywhere else "title-blocks")
    if (more := len(blocks) - SHOWN) > 0:
        lines.append(t("blocks-more", n=more))
    return container(BLURPLE, ui.TextDisplay("\n".join([f"### {title}", *lines])))


def block_done(block: Block, t: Translator, *, everywhere: bool = False) -> Markup:
    """What whoever has blocked a member reads, in a server or, as the host, ``everywhere``."""
    done = t("block-everywhere-done" if everywhere else "block-done", member=mention(block.user_id))
    end = t("blocked-until", when=moment(block.until)) if block.until else ""
    why = t("blocked-reason", reason=block.reason) if block.reason else ""
    return joined(done, end, why)


def _line(block: Block, t: Translator) -> Markup:
    end = t("block-until", when=moment(block.until, "f")) if block.until else t("block-for-good")
    line = t("block-line", member=mention(block.user_id), end=end, by=mention(block.by_user), when=moment(block.at))
    return Markup(f"{line}\n> {escape(block.reason, REASON_SHOWN)}") if block.reason else line
