"""``/defaults``: the settings that a member's commands use where they give none."""

from dataclasses import fields, replace
from typing import Any

import discord
from discord import app_commands, ui
from discord.app_commands import Choice
from discord.ext import commands

from bot.members.preferences import Preferences, PreferenceStore
from bot.requests.request import Aspect, ImagineRequest, Quality, Resolution
from cogs.cards.elements import BLURPLE, container
from cogs.i18n import keys
from cogs.i18n.choices import SharedChoices
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import Markup
from cogs.i18n.translator import Translator
from cogs.interactions.responses import InitialResponses

NAMES = [field.name for field in fields(Preferences)]


class PreferencesCog(commands.Cog):
    """Sets, shows and resets a member's own defaults."""

    defaults = app_commands.Group(
        name="defaults", description=localized("Your defaults for /imagine", "command-defaults")
    )

    def __init__(self, preferences: PreferenceStore, choices: SharedChoices, responses: InitialResponses) -> None:
        self._responses = responses
        self._preferences = preferences
        choices.offer(self.choose)

    @defaults.command(name="set", description=localized("Choose your own defaults", "command-defaults-set"))
    @app_commands.describe(
        aspect_ratio=localized("Aspect ratio", "option-default-aspect-ratio"),
        resolution=localized("Size of the pictures", "option-default-resolution"),
        quality=localized("Detail and cost", "option-default-quality"),
        private=localized("Whether only you see the card and the pictures", "option-default-private"),
    )
    async def choose(
        self,
        interaction: discord.Interaction[Any],
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        quality: str | None = None,
        private: bool | None = None,
    ) -> None:
        given = Preferences.parse(aspect_ratio=aspect_ratio, resolution=resolution, quality=quality, private=private)
        before = await self._preferences.get(interaction.user.id)
        if given == Preferences():
            return await self._show(interaction, before, saved=False)
        return await self._save(interaction, before.merge(given))

    @defaults.command(name="show", description=localized("See your own defaults", "command-defaults-show"))
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        await self._show(interaction, await self._preferences.get(interaction.user.id), saved=False)

    @defaults.command(name="reset", description=localized("Go back to the bot's defaults", "command-defaults-reset"))
    @app_commands.describe(option=localized("Only this one (default: all of them)", "option-default-reset"))
    @app_commands.choices(option=[Choice(name=name, value=name) for name in NAMES])
    async def reset(self, interaction: discord.Interaction[Any], option: str | None = None) -> None:
        """Reset ``option``, or all of them; an unknown name, which no client sends, counts as all."""
        before = await self._preferences.get(interaction.user.id)
        await self._save(interaction, replace(before, **{option: None}) if option in NAMES else Preferences())

    async def _save(self, interaction: discord.Interaction[Any], preferences: Preferences) -> None:
        await self._preferences.set(interaction.user.id, preferences)
        await self._show(interaction, preferences, saved=True)

    async def _show(self, interaction: discord.Interaction[Any], preferences: Preferences, *, saved: bool) -> None:
        view = _view(preferences, self._responses.translator(interaction), saved=saved)
        await self._responses.to(interaction).show(view, private=True)


def _view(preferences: Preferences, t: Translator, *, saved: bool) -> ui.LayoutView:
    bot_defaults = ImagineRequest.model_fields
    aspect: Aspect = preferences.aspect_ratio or bot_defaults["aspect_ratio"].default
    resolution: Resolution = preferences.resolution or bot_defaults["resolution"].default
    quality: Quality = preferences.quality or bot_defaults["quality"].default
    values = {
        "aspect_ratio": t(keys.ASPECT[aspect]),
        "resolution": Markup(resolution),
        "quality": t(keys.QUALITY[quality]),
        "private": t("default-private" if preferences.private else "default-public"),
    }
    explicit = preferences.explicit()
    lines = [t("default-yours" if name in explicit else "default-bots", option=Markup(f"`{name}`"), value=value)
             for name, value in values.items()]  # fmt: skip
    news = [t("change-saved")] if saved else []
    return container(BLURPLE, ui.TextDisplay("\n".join([f"### {t('title-defaults')}", *news, *lines])))
