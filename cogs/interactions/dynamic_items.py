"""The buttons and selects of cards. They carry all they need in their custom_id, so they work for ever.

Each class here is what discord.py makes of every component in use whose custom_id is of ours; register it once.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from re import Match
from typing import Any, Self, TypeVar

import discord
from discord import ui

from bot.jobs.errors import UnknownJob, UnknownPicture
from cogs.cards.custom_ids import BUTTON_TEMPLATE, PAGE_TEMPLATE, SELECT_TEMPLATE, Action, PageAction
from cogs.cards.shown import walk
from cogs.interactions.error_handler import ErrorHandler

Component = ui.Button[Any] | ui.Select[Any]
Use = Callable[[discord.Interaction[Any], Match[str], Any], Awaitable[None]]
Press = Callable[[discord.Interaction[Any], Action, str], Awaitable[None]]
Pick = Callable[[discord.Interaction[Any], Action, str, int | None, int], Awaitable[None]]
PageHandler = Callable[[discord.Interaction[Any], str], Awaitable[None]]
Word = TypeVar("Word", Action, PageAction)


def button_class(press: Press, errors: ErrorHandler) -> type[ui.DynamicItem[Any]]:
    """The class of the buttons on cards."""

    async def use(interaction: discord.Interaction[Any], match: Match[str], _: ui.Button[Any]) -> None:
        await press(interaction, _known(Action, match["action"]), match["job"])

    return _class(ui.Button, BUTTON_TEMPLATE, use, errors)


def select_class(pick: Pick, errors: ErrorHandler) -> type[ui.DynamicItem[Any]]:
    """The class of the selects that pick one picture of a card."""

    async def use(interaction: discord.Interaction[Any], match: Match[str], select: ui.Select[Any]) -> None:
        # Pickers of earlier versions do not say who opened them.
        picker = int(match["picker"]) if re.fullmatch(r"\d{1,20}", match["picker"], re.ASCII) else None
        await pick(interaction, _known(Action, match["action"]), match["job"], picker, _number(select.values))

    return _class(ui.Select, SELECT_TEMPLATE, use, errors)


def page_class(handlers: Mapping[PageAction, PageHandler], errors: ErrorHandler) -> type[ui.DynamicItem[Any]]:
    """The class of the buttons on pages that only one member sees."""

    async def use(interaction: discord.Interaction[Any], match: Match[str], _: ui.Button[Any]) -> None:
        await handlers[_known(PageAction, match["action"])](interaction, match["state"])

    return _class(ui.Button, PAGE_TEMPLATE, use, errors)


def _class(make: type[Component], template: str, use: Use, errors: ErrorHandler) -> type[ui.DynamicItem[Any]]:
    class Used(ui.DynamicItem[Any], template=template):
        """A component that somebody has used."""

        def __init__(self, match: Match[str]) -> None:
            super().__init__(make(custom_id=match.string))
            self._match = match

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction[Any], __: ui.Item[Any], match: Match[str]) -> Self:
            return cls(match)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            # discord.py would only log what is raised here, and swallow what a check raises.
            try:
                await use(interaction, self._match, self.item)
            except Exception as error:  # noqa: BLE001 - the handler tells refusals from bugs
                await errors.handle(interaction, error)

    return Used


def carries(message: discord.Message, interaction: discord.Interaction[Any]) -> bool:
    """Whether the component that was used is one of ``message``, so that its custom_id is the bot's own word."""
    data: Mapping[str, Any] = interaction.data or {}
    used = data.get("custom_id")
    return any(getattr(component, "custom_id", None) == used for component in walk(message.components))


def _known(t: type[Word], word: str) -> Word:
    """What a custom_id asks for. Raises UnknownJob for what this version does not do (any more)."""
    try:
        return t(word)
    except ValueError:
        raise UnknownJob from None


def _number(values: Sequence[str]) -> int:
    """The picture that was picked. Raises UnknownPicture for what no select has offered."""
    try:
        return int(values[0])
    except (IndexError, ValueError):
        raise UnknownPicture from None
