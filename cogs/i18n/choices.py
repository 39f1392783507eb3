"""Choices of options that several commands share: aspect ratios in words, and the prices that the host has set."""

import copy
from collections.abc import Callable, Iterable
from typing import Any

from discord import app_commands
from discord.app_commands import Choice

from bot.requests.models import Model
from bot.requests.request import Aspect, Quality, RequestSettings, Resolution
from cogs.i18n import keys
from cogs.i18n.command_names import phrase
from cogs.i18n.translator import Translator

AnyCommand = app_commands.Command[Any, ..., Any]
Price = Callable[[RequestSettings], int]


class SharedChoices:
    """The aspect ratios, resolutions and qualities of a model, at a ``price``; ``t`` speaks English."""

    def __init__(self, model: Model, price: Price, t: Translator) -> None:
        self._model = model
        self._price = price
        self._t = t

    def offer(self, command: AnyCommand) -> None:
        """Give a command these choices for its options of the same names."""
        self._set(command, "aspect_ratio", [self._aspect(aspect) for aspect in self._model.aspects_offered])
        self._set(command, "resolution", [self._resolution(size) for size in self._model.resolutions_offered])
        self._set(command, "quality", [self._quality(quality) for quality in Quality])

    def _set(self, command: AnyCommand, option: str, choices: Iterable[Choice[Any]]) -> None:
        parameters = command._params  # noqa: SLF001 - discord.py has no public way to set choices later
        # Every cog of a class has the same option, and not every bot in this process the same prices.
        parameters[option] = copy.copy(parameters[option])
        parameters[option].choices = list(choices)

    def _aspect(self, aspect: Aspect) -> Choice[str]:
        return Choice(name=phrase(self._t, keys.ASPECT[aspect]), value=aspect.value)

    def _resolution(self, size: Resolution) -> Choice[str]:
        least, *_, most = sorted(self._of_one(size, quality) for quality in Quality)
        if least == most:
            name = phrase(self._t, "choice-size", n=most, size=size.value)
        else:
            name = phrase(self._t, "choice-size-from", n=most, size=size.value, least=least)
        return Choice(name=name, value=size.value)

    def _quality(self, quality: Quality) -> Choice[str]:
        sizes = self._model.resolutions_offered
        prices = [self._of_one(size, quality) for size in sizes]
        name = phrase(
            self._t,
            keys.QUALITY_CHOICE[quality],
            n=prices[-1],
            prices=" / ".join(map(str, prices)),
            sizes=" / ".join(sizes),
        )
        return Choice(name=name, value=quality.value)

    def _of_one(self, size: Resolution, quality: Quality) -> int:
        """The price of one picture."""
        return self._price(RequestSettings(resolution=size, quality=quality))
