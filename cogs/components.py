"""The buttons and selects of cards. They carry all they need in their custom_id, so they work for ever.

discord.py only logs what a dynamic item's callback raises, and swallows what its check raises: hence ``_guarded``.
"""

from collections.abc import Awaitable, Callable, Mapping
from re import Match
from typing import Any, Self

import discord
from discord import ui

from cogs.errors import ErrorHandler
from cogs.ids import OWN_TEMPLATE, PICK_TEMPLATE, TEMPLATE, Action, Own, custom_id, own_id, pick_id

Press = Callable[[discord.Interaction[Any], Action, str], Awaitable[None]]
Pick = Callable[[discord.Interaction[Any], Action, str, int], Awaitable[None]]
OwnPress = Callable[[discord.Interaction[Any], str], Awaitable[None]]


def button_class(press: Press, errors: ErrorHandler) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """The class that discord.py makes of every pressed button whose custom_id is of ours; register it once."""

    class CardButton(ui.DynamicItem[ui.Button[Any]], template=TEMPLATE):
        """A button on a card."""

        def __init__(self, action: Action, job_id: str) -> None:
            super().__init__(ui.Button(custom_id=custom_id(action, job_id)))
            self._action = action
            self._job_id = job_id

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction[Any], __: ui.Item[Any], match: Match[str]) -> Self:
            return cls(Action(match["action"]), match["job"])

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            await _guarded(press(interaction, self._action, self._job_id), interaction, errors)

    return CardButton


def select_class(pick: Pick, errors: ErrorHandler) -> type[ui.DynamicItem[ui.Select[Any]]]:
    """The class of every select that picks a picture of a card; register it once."""

    class PicturePick(ui.DynamicItem[ui.Select[Any]], template=PICK_TEMPLATE):
        """A select of one picture out of several."""

        def __init__(self, action: Action, job_id: str) -> None:
            super().__init__(ui.Select(custom_id=pick_id(action, job_id)))
            self._action = action
            self._job_id = job_id

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction[Any], __: ui.Item[Any], match: Match[str]) -> Self:
            return cls(Action(match["action"]), match["job"])

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            number = int(self.item.values[0])
            await _guarded(pick(interaction, self._action, self._job_id, number), interaction, errors)

    return PicturePick


def own_class(handlers: Mapping[Own, OwnPress], errors: ErrorHandler) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """The class of every button on a member's own pages; register it once."""

    class OwnButton(ui.DynamicItem[ui.Button[Any]], template=OWN_TEMPLATE):
        """A button on a page that only one member sees."""

        def __init__(self, verb: Own, state: str) -> None:
            super().__init__(ui.Button(custom_id=own_id(verb, state)))
            self._verb = verb
            self._state = state

        @classmethod
        async def from_custom_id(cls, _: discord.Interaction[Any], __: ui.Item[Any], match: Match[str]) -> Self:
            return cls(Own(match["verb"]), match["state"])

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            await _guarded(handlers[self._verb](interaction, self._state), interaction, errors)

    return OwnButton


async def _guarded(work: Awaitable[None], interaction: discord.Interaction[Any], errors: ErrorHandler) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the handler tells refusals from bugs
        await errors.answer(interaction, error)
