"""Names of commands and options: English in the code, translations in ``cogs/i18n/locales``."""

from typing import Any

import discord
from discord import app_commands

from cogs.i18n.catalog import Catalogs
from cogs.i18n.translator import Translator


def localized(english: str, key: str) -> app_commands.locale_str:
    """A text in Discord's own menus; ``key`` finds its translations."""
    return app_commands.locale_str(english, key=key)


def phrase(t: Translator, key: str, **values: Any) -> app_commands.locale_str:
    """A text in Discord's own menus that holds ``values``: a sentence of the catalogues, ``t`` the English one."""
    return app_commands.locale_str(str(t(key, **values)), key=key, values=values)


class CatalogTranslator(app_commands.Translator):
    """Translates the commands for discord.py while it registers them."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],  # noqa: ARG002 - discord.py's signature
    ) -> str | None:
        key: str = string.extras.get("key", "")
        text = self._catalogs.translation(locale.value, key) if key else None
        if text is None or "values" not in string.extras:
            return text
        return str(self._catalogs(locale.value)(key, **string.extras["values"]))
