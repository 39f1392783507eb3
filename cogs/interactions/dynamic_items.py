"""Buttons and selects as discord.py's dynamic items: found by their custom_id alone, so they work after any restart.

Each function makes one class, to be registered once by ``bot.add_dynamic_items``.
https://discordpy.readthedocs.io/en/stable/interactions/api.html#dynamicitem
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from re import Match
from typing import Any, Self, TypeVar

import discord
from discord import ui

from bot.admission.entry import Way
from bot.errors import UserError
from bot.jobs.errors import UnknownJob, UnknownPicture
from bot.servers.errors import OutdatedPanel
from cogs.cards.custom_ids import (
    BUTTON_TEMPLATE,
    PAGE_TEMPLATE,
    PANEL_TEMPLATE,
    PICKERS,
    SELECT_TEMPLATE,
    Action,
    PageAction,
    PanelAction,
    snowflake,
)
from cogs.cards.shown import walk
from cogs.gate.entries import ACTIONS, PAGES, PANEL
from cogs.interactions.error_handler import ErrorHandler

Component = ui.Button[Any] | ui.Select[Any]
ComponentHandler = Callable[[discord.Interaction[Any], Match[str], Any], Awaitable[None]]
ButtonHandler = Callable[[discord.Interaction[Any], Action, str], Awaitable[None]]
SelectHandler = Callable[[discord.Interaction[Any], Action, str, int | None, int], Awaitable[None]]
PageHandler = Callable[[discord.Interaction[Any], str], Awaitable[None]]
PanelHandler = Callable[[discord.Interaction[Any], str, Sequence[str]], Awaitable[None]]
"""Handles a button or select of the panel; gets its state, and what was chosen, ids as text (nothing by a button)."""

CheckWay = Callable[[discord.Interaction[Any], Way], Awaitable[None]]
"""The gate. Raises UserError if the member may not come in this way."""

AnyAction = TypeVar("AnyAction", Action, PageAction, PanelAction)


def button_class(on_button: ButtonHandler, check: CheckWay, errors: ErrorHandler) -> type[ui.DynamicItem[Any]]:
    """The class of the buttons on cards."""

    async def use(interaction: discord.Interaction[Any], match: Match[str], _: ui.Button[Any]) -> None:
        action = _parse(Action, match["action"])
        await check(interaction, ACTIONS[action])
        await on_button(interaction, action, match["job"])

    return _class(ui.Button, BUTTON_TEMPLATE, use, errors)


def select_class(on_select: SelectHandler, check: CheckWay, errors: ErrorHandler) -> type[ui.DynamicItem[Any]]:
    """The class of the selects that ask for one picture of a card."""

    async def use(interaction: discord.Interaction[Any], match: Match[str], select: ui.Select[Any]) -> None:
        action = _parse(Action, match["action"])
        if action not in PICKERS:
            # Forged: it would come in by the rules of another action.
            raise UnknownJob
        await check(interaction, ACTIONS[action])
        # Selects of earlier versions do not name the interaction that opened them.
        await on_select(interaction, action, match["job"], snowflake(match["picker"]), _number(select.values))

    return _class(ui.Select, SELECT_TEMPLATE, use, errors)


def page_class(
    handlers: Mapping[PageAction, PageHandler], check: CheckWay, errors: ErrorHandler
) -> type[ui.DynamicItem[Any]]:
    """The class of the buttons and selects on pages that only one member sees."""

    async def use(interaction: discord.Interaction[Any], match: Match[str], _: ui.Button[Any]) -> None:
        action = _parse(PageAction, match["action"])
        await check(interaction, PAGES[action])
        await handlers[action](interaction, match["state"])

    return _class(ui.Button, PAGE_TEMPLATE, use, errors)


def panel_class(
    handlers: Mapping[PanelAction, PanelHandler], check: CheckWay, errors: ErrorHandler
) -> type[ui.DynamicItem[Any]]:
    """The class of the buttons and selects on the panel with the rules of a server."""

    async def use(interaction: discord.Interaction[Any], match: Match[str], _: ui.Button[Any]) -> None:
        action = _parse(PanelAction, match["action"], OutdatedPanel)
        await check(interaction, PANEL[action])
        # Of a deleted role or channel, discord.py would leave out what was chosen.
        data: Mapping[str, Any] = interaction.data or {}
        await handlers[action](interaction, match["state"], data.get("values", ()))

    return _class(ui.Button, PANEL_TEMPLATE, use, errors)


def _class(
    make: type[Component], template: str, handler: ComponentHandler, errors: ErrorHandler
) -> type[ui.DynamicItem[Any]]:
    # discord.py wants the template at class creation, so each kind of component needs a class of its own.
    class UsedComponent(ui.DynamicItem[Any], template=template):
        """A component that a member has just used."""

        def __init__(self, match: Match[str]) -> None:
            super().__init__(make(custom_id=match.string))
            self._match = match

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction[Any], __: ui.Item[Any], match: Match[str]) -> Self:
            return cls(match)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            # discord.py only logs what a dynamic item's callback raises.
            try:
                await handler(interaction, self._match, self.item)
            except Exception as error:  # noqa: BLE001 - the handler tells user errors from bugs
                await errors.handle(interaction, error)

    return UsedComponent


def carries(message: discord.Message, interaction: discord.Interaction[Any]) -> bool:
    """Whether ``message`` has the component that was used. Then its custom_id was written by the bot, not forged."""
    data: Mapping[str, Any] = interaction.data or {}
    used = data.get("custom_id")
    return any(getattr(component, "custom_id", None) == used for component in walk(message.components))


def _parse(kind: type[AnyAction], value: str, refusal: type[UserError] = UnknownJob) -> AnyAction:
    """The action in a custom_id. Raises ``refusal`` for one that this version does not have."""
    try:
        return kind(value)
    except ValueError:
        raise refusal from None


def _number(values: Sequence[str]) -> int:
    """The chosen picture. Raises UnknownPicture for a value that no select of ours offers."""
    try:
        return int(values[0])
    except (IndexError, ValueError):
        raise UnknownPicture from None
