"""Gettext catalogues, one for each locale, with keys as message ids."""

from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from cogs.i18n.translator import Translator

DEFAULT_LOCALE = "en-US"


class Catalogs:
    """All languages. Call it with one of Discord's locales to get the translator of that language."""

    def __init__(self, catalogs: Mapping[str, Catalog]) -> None:
        self._catalogs = catalogs
        self._translators: dict[str, Translator] = {}

    @classmethod
    def load(cls) -> "Catalogs":
        """Read every ``cogs/i18n/locales/*.po``. A new language is a new file, named after Discord's locale."""
        found = {}
        for file in files("cogs").joinpath("i18n", "locales").iterdir():
            if file.name.endswith(".po"):
                name = file.name.removesuffix(".po")
                found[name] = read_po(BytesIO(file.read_bytes()), locale=name.replace("-", "_"), abort_invalid=True)
        return cls(found)

    def __call__(self, locale: str) -> Translator:
        """The translator of ``locale``, else of another locale of its language, else the default one."""
        name = self._found(locale) or DEFAULT_LOCALE
        if name not in self._translators:
            self._translators[name] = Translator(
                self._catalogs[name], self._catalogs[DEFAULT_LOCALE], Locale.parse(name, sep="-")
            )
        return self._translators[name]

    def translation(self, locale: str, key: str) -> str | None:
        """The sentence ``key`` without values, or None where Discord has to show the English one of the code."""
        catalog = self._catalogs.get(locale) if locale != DEFAULT_LOCALE else None
        message = catalog.get(key) if catalog else None
        return str(message.string) if message and message.string else None

    @property
    def locales(self) -> list[str]:
        return sorted(self._catalogs)

    def speaks(self, locale: str) -> bool:
        """Whether ``locale``, or another locale of its language, has a catalogue."""
        return self._found(locale) is not None

    def _found(self, locale: str) -> str | None:
        if locale in self._catalogs:
            return locale
        language = locale.partition("-")[0]
        # Sorted, so that the choice does not depend on the order of files on disk.
        return next((name for name in self.locales if name.partition("-")[0] == language), None)
