"""Other settings for the same request: one step cheaper, one step sharper, or the best that some credits pay for."""

from collections.abc import Callable
from typing import TypeVar

from bot.requests.errors import AtHighestQuality
from bot.requests.request import Quality, RequestSettings, Resolution, SettingsFields

Ladder = TypeVar("Ladder", Quality, Resolution)


def sharper(settings: RequestSettings) -> SettingsFields:
    """One resolution up, else one quality up. Raises AtHighestQuality if both are highest."""
    if larger := _step(settings.resolution, 1):
        return {"resolution": larger}
    if finer := _step(settings.quality, 1):
        return {"quality": finer}
    raise AtHighestQuality


def cheaper(settings: RequestSettings) -> RequestSettings | None:
    """Lower quality, else lower resolution, else one picture; None if the settings are the cheapest already."""
    changes: SettingsFields
    if lower := _step(settings.quality, -1):
        changes = {"quality": lower}
    elif smaller := _step(settings.resolution, -1):
        changes = {"resolution": smaller}
    elif settings.num > 1:
        changes = {"num": 1}
    else:
        return None
    return settings.model_copy(update=changes)


def within(settings: RequestSettings, credits: int, price: Callable[[RequestSettings], int]) -> RequestSettings | None:
    """The most expensive variant with no setting raised that costs at most ``credits``; None if there is none.

    Of variants with the same price, more pictures win over higher resolution, and resolution over quality.
    """
    variants = [
        settings.model_copy(update={"num": num, "resolution": resolution, "quality": quality})
        for num in range(1, settings.num + 1)
        for resolution in _up_to(settings.resolution)
        for quality in _up_to(settings.quality)
    ]
    affordable = [variant for variant in variants if price(variant) <= credits]
    # The loops count up, so among equals the last is preferred; max() returns the first.
    return max(reversed(affordable), key=price, default=None)


def _up_to(value: Ladder) -> list[Ladder]:
    values = list(type(value))
    return values[: values.index(value) + 1]


def _step(value: Ladder, by: int) -> Ladder | None:
    """The value ``by`` steps above ``value`` (below, if negative); None beyond either end."""
    values = list(type(value))
    position = values.index(value) + by
    return values[position] if 0 <= position < len(values) else None
