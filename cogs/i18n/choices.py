"""Choices of options that several commands share."""

from discord.app_commands import Choice

from bot.requests.request import Aspect, Quality, Resolution
from cogs.i18n.command_names import localized

ASPECTS = [Choice(name=aspect.value, value=aspect.value) for aspect in Aspect]
RESOLUTIONS = [Choice(name=resolution.value, value=resolution.value) for resolution in Resolution]
QUALITIES = [
    Choice(name=localized("Low", "choice-low"), value=Quality.LOW.value),
    Choice(name=localized("Medium", "choice-medium"), value=Quality.MEDIUM.value),
    Choice(name=localized("High", "choice-high"), value=Quality.HIGH.value),
]
