"""One page of the servers that the bot is in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from discord import ui

from cogs.cards.custom_ids import PageAction, page_id
from cogs.cards.elements import BLURPLE, container
from cogs.i18n.markdown import Markup, code, escape
from cogs.i18n.translator import Translator

NAME_SHOWN = 60
"""Characters of a server's name."""


@dataclass(frozen=True, slots=True)
class ServerPage:
    """Servers by id, name and number of members (None if Discord does not say), one more than is shown if there is."""

    SIZE: ClassVar = 15

    servers: Sequence[tuple[int, str, int | None]]
    first: bool

    @property
    def after(self) -> int | None:
        """The id after which the next page begins; None if this is the last one."""
        return self.servers[self.SIZE - 1][0] if len(self.servers) > self.SIZE else None


def server_list(page: ServerPage, allows: Callable[[int], bool], t: Translator) -> ui.LayoutView:
    """The page, with a mark at each server that ``ALLOWED_GUILDS`` does not list."""
    lines = [_line(*server, t, is_allowed=allows(server[0])) for server in page.servers[: page.SIZE]]
    text = ui.TextDisplay[ui.LayoutView]("\n".join([f"### {t('title-servers')}", *(lines or [t("servers-none")])]))
    buttons = []
    if not page.first:
        first = page_id(PageAction.SERVERS)
        buttons.append(ui.Button[ui.LayoutView](label=t("button-first"), custom_id=first))
    if page.after:
        following = page_id(PageAction.SERVERS, str(page.after))
        buttons.append(ui.Button[ui.LayoutView](label=t("button-next"), custom_id=following))
    return container(BLURPLE, text, *([ui.ActionRow(*buttons)] if buttons else []))


def _line(guild_id: int, name: str, members: int | None, t: Translator, *, is_allowed: bool) -> Markup:
    parts = [f"**{escape(name, NAME_SHOWN)}**", code(str(guild_id))]
    if members is not None:
        parts.append(t("server-members", n=members))
    if not is_allowed:
        parts.append(t("server-not-allowed"))
    return Markup(" · ".join(parts))
