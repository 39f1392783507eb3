"""The buttons and selects of cards. They carry all they need in their custom_id, so they work for ever.

discord.py only logs what a dynamic item's callback raises, and swallows what its check raises: hence ``_answering``.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from re import Match
from typing import Any, Self, TypeVar

import discord
from discord import ui

from bot.errors import UnknownJob
from cogs.errors import ErrorHandler
from cogs.ids import OWN_TEMPLATE, PICK_TEMPLATE, TEMPLATE, Action, Own

Word = TypeVar("Word", Action, Own)
Press = Callable[[discord.Interaction[Any], Action, str], Awaitable[None]]
Pick = Callable[[discord.Interaction[Any], Action, str, int], Awaitable[None]]
OwnPress = Callable[[discord.Interaction[Any], str], Awaitable[None]]


def button_class(press: Press, errors: ErrorHandler) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """The class that discord.py makes of every pressed button whose custom_id is of ours; register it once."""

    class CardButton(ui.DynamicItem[ui.Button[Any]], template=TEMPLATE):
        """A button on a card."""

        def __init__(self, match: Match[str]) -> None:
            super().__init__(ui.Button(custom_id=match.string))
            self._match = match

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction[Any], __: ui.Item[Any], match: Match[str]) -> Self:
            return cls(match)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            async with _answering(interaction, errors):
                await press(interaction, _known(Action, self._match["action"]), self._match["job"])

    return CardButton


def select_class(pick: Pick, errors: ErrorHandler) -> type[ui.DynamicItem[ui.Select[Any]]]:
    """The class of every select that picks a picture of a card; register it once."""

    class PicturePick(ui.DynamicItem[ui.Select[Any]], template=PICK_TEMPLATE):
        """A select of one picture out of several."""

        def __init__(self, match: Match[str]) -> None:
            super().__init__(ui.Select(custom_id=match.string))
            self._match = match

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction[Any], __: ui.Item[Any], match: Match[str]) -> Self:
            return cls(match)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            async with _answering(interaction, errors):
                action, number = _known(Action, self._match["action"]), int(self.item.values[0])
                await pick(interaction, action, self._match["job"], number)

    return PicturePick


def own_class(handlers: Mapping[Own, OwnPress], errors: ErrorHandler) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """The class of every button on a member's own pages; register it once."""

    class OwnButton(ui.DynamicItem[ui.Button[Any]], template=OWN_TEMPLATE):
        """A button on a page that only one member sees."""

        def __init__(self, match: Match[str]) -> None:
            super().__init__(ui.Button(custom_id=match.string))
            self._match = match

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction[Any], __: ui.Item[Any], match: Match[str]) -> Self:
            return cls(match)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            async with _answering(interaction, errors):
                await handlers[_known(Own, self._match["verb"])](interaction, self._match["state"])

    return OwnButton


def _known(words: type[Word], word: str) -> Word:
    """What a custom_id asks for. Raises UnknownJob for what this version does not do (any more)."""
    try:
        return words(word)
    except ValueError:
        raise UnknownJob from None


@asynccontextmanager
async def _answering(interaction: discord.Interaction[Any], errors: ErrorHandler) -> AsyncIterator[None]:
    """Whatever is raised inside is told to the member."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the handler tells refusals from bugs
        await errors.answer(interaction, error)
