"""The frame of every page of the panel, and what its pages are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord import ui

from bot.credits.money import CreditPrice
from bot.servers.rules import ServerRules
from cogs.cards.custom_ids import PanelAction, panel_id
from cogs.cards.elements import BLURPLE, container
from cogs.i18n import keys
from cogs.i18n.markdown import Markup
from cogs.i18n.translator import Translator
from cogs.panel.parts import PanelPage, Part
from cogs.panel.places import Places

Item = ui.Item[ui.LayoutView]

MOST_OPTIONS: Final = 25
"""Options of a select (https://discord.com/developers/docs/components/reference#string-select)."""


@dataclass(frozen=True, slots=True)
class PanelContext:
    """What a page shows: the rules of a server, in its places and the manager's language.

    ``price`` is what a credit costs, if the host says so.
    """

    rules: ServerRules
    places: Places
    t: Translator
    price: CreditPrice | None = None

    def value(self, part: Part, shown: str) -> Markup:
        """What a part is set to, and whether that is its default."""
        text = Markup(shown)
        return self.t("panel-default", value=text) if part.is_default(self.rules) else text

    def stamped(self, part: Part) -> str:
        """The state of a control that changes a part: it knows what the manager saw."""
        return f"{part}:{part.stamp(self.rules)}"


def framed(page: PanelPage, items: Iterable[Item], t: Translator, note: str = "") -> ui.LayoutView:
    """A message with the choice of pages, what the last press did (``note``), and the items of one page."""
    title = f"### {t('panel-title')}"
    options = [
        discord.SelectOption(label=t(keys.PANEL[other]), value=other, default=other is page) for other in PanelPage
    ]
    pages = ui.Select[ui.LayoutView](custom_id=panel_id(PanelAction.PAGE), options=options)
    return container(BLURPLE, ui.TextDisplay(f"{title}\n{note}" if note else title), ui.ActionRow(pages), *items)


def text(name: str, value: str, hint: str) -> str:
    """A setting as text: its name, its value, and what it does."""
    return f"**{name}**\n{value}\n-# {hint}"


def section(setting: str, button: ui.Button[ui.LayoutView]) -> ui.Section[ui.LayoutView]:
    """A setting with a button beside it."""
    return ui.Section(setting, accessory=button)


def change_button(part: Part, t: Translator) -> ui.Button[ui.LayoutView]:
    """The button that opens the form of a part."""
    return ui.Button(label=t("panel-change"), custom_id=panel_id(PanelAction.FORM, str(part)))


def back_button(page: PanelPage, t: Translator) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=t("panel-back"), custom_id=panel_id(PanelAction.PAGE, page))


def reset_button(part: Part, label: str, context: PanelContext) -> ui.Button[ui.LayoutView]:
    """The button that sets a part to its default, or removes an entry."""
    custom_id = panel_id(PanelAction.RESET, context.stamped(part))
    return ui.Button(label=label, style=discord.ButtonStyle.danger, custom_id=custom_id)


def choice(custom_id: str, placeholder: str, options: Sequence[discord.SelectOption], **bounds: Any) -> Item:
    """A select of at most MOST_OPTIONS options, in a row of its own."""
    select = ui.Select[ui.LayoutView](
        custom_id=custom_id, placeholder=placeholder, options=list(options[:MOST_OPTIONS]), **bounds
    )
    return ui.ActionRow(select)
