"""What an option of a command offers, where several commands offer the same."""

from discord.app_commands import Choice

from bot.requests.request import Aspect, Quality, Resolution
from cogs.i18n.command_names import text

ASPECTS = [Choice(name=aspect.value, value=aspect.value) for aspect in Aspect]
RESOLUTIONS = [Choice(name=resolution.value, value=resolution.value) for resolution in Resolution]
QUALITIES = [
    Choice(name=text("Low", "choice-low"), value=Quality.LOW.value),
    Choice(name=text("Medium", "choice-medium"), value=Quality.MEDIUM.value),
    Choice(name=text("High", "choice-high"), value=Quality.HIGH.value),
]
