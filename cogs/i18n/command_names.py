"""Commands in the member's language: the English names stand in the code, the others in ``cogs/i18n/locales``."""

from typing import Any

import discord
from discord import app_commands

from cogs.i18n.catalog import Catalogs


def localized(english: str, key: str) -> app_commands.locale_str:
    """A text that Discord shows in its own menus; ``key`` finds its translations."""
    return app_commands.locale_str(english, key=key)


class CatalogTranslator(app_commands.Translator):
    """Gives discord.py the translations out of the catalogues."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],  # noqa: ARG002 - discord.py's signature
    ) -> str | None:
        """The translation, or None where Discord shall show the English text."""
        key = string.extras.get("key")
        return self._catalogs.translation(locale.value, key) if key else None
