"""Every sentence a person reads, by locale. Catalogues are gettext files with keys for message ids, one a language.

What comes from outside is escaped here and nowhere else: every plain ``str`` argument, unless it is ``Markup``.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from gettext import c2py
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_timedelta
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

DEFAULT_LOCALE = "en-US"

# What Discord would read as formatting, a mention, a masked link, or (at the start of a line) a heading, list or quote.
_MARKDOWN = re.compile(r"([\\`*_~|<>\[\]@]|^[#+-]|(?<=:)/(?=/))")
_SPACE = re.compile(r"\s+")
# Right-to-left text reorders what stands after it, unless it is kept in an isolate (Unicode UAX #9).
_ISOLATE, _POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
# Besides, controls are shown by nobody, and half of a surrogate pair can't even be sent.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# Each call of c2py compiles the rule anew, which takes longer than all the rest of a sentence.
_plural_rule = cache(c2py)


class Markup(str):
    """Text that is Discord markdown already and is shown as it is."""

    __slots__ = ()


def escape(text: str, limit: int | None = None) -> Markup:
    """Text from outside as one line that renders as itself: no markdown, mention or link; at most ``limit`` long."""
    line = shorten(_line(text), limit)
    escaped = _MARKDOWN.sub(r"\\\1", line)
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return Markup(f"{_ISOLATE}{escaped}{_POP}")
    return Markup(escaped)


def _line(text: str) -> str:
    """One line, without controls, halves of characters, and what turns the direction of what stands around it."""
    return " ".join(_UNSEEN.sub("", _SPACE.sub(" ", text)).split())


def shorten(line: str, limit: int | None) -> str:
    """The line, or as much of its beginning as ``limit`` characters hold, with an ellipsis; all of it with None."""
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def code(text: str, limit: int | None = None) -> Markup:
    """Text as a code span that can be copied, at most ``limit`` long; backticks would end it and are dropped."""
    return Markup(f"`{shorten(_line(text.replace('`', '')), limit) or '-'}`")


def moment(at: float, style: str = "R") -> Markup:
    """Epoch seconds as a Discord timestamp (https://discord.com/developers/docs/reference#message-formatting)."""
    return Markup(f"<t:{at:.0f}:{style}>")


def joined(*sentences: str) -> Markup:
    """Sentences one after the other; an empty one is left out, and no space follows a full-width stop."""
    return Markup(" ".join(filter(None, sentences)).replace("。 ", "。"))


class Words:
    """The sentences of one language."""

    def __init__(self, catalog: Catalog, fallback: Catalog, locale: Locale) -> None:
        self._catalog = catalog
        self._fallback = fallback
        self._locale = locale

    def __call__(self, key: str, /, n: int | None = None, **values: object) -> Markup:
        """The sentence ``key`` with its values; ``n`` picks the plural form and is a value itself."""
        template = self._template(key, n)
        if n is not None:
            values["n"] = n
        return Markup(template.format_map({name: self._shown(value) for name, value in values.items()}))

    def ago(self, seconds: float) -> Markup:
        """A time that lies ``seconds`` back, roughly, for where Discord shows no timestamps."""
        back = timedelta(seconds=max(seconds, 1))
        return Markup(format_timedelta(-back, add_direction=True, locale=self._locale))

    def _template(self, key: str, n: int | None) -> str:
        for catalog in (self._catalog, self._fallback):
            message = catalog.get(key)
            forms = message.string if message else None
            if isinstance(forms, str):
                forms = (forms,)
            if forms and all(forms):
                return forms[_plural_rule(catalog.plural_expr)(n or 0) if len(forms) > 1 else 0]
        raise KeyError(key)

    def _shown(self, value: object) -> str:
        if isinstance(value, Markup):
            return value
        if isinstance(value, int | float):
            return format_decimal(value, locale=self._locale)
        return escape(str(value))


class Texts:
    """All languages; ``texts(locale)`` gives the words for one of Discord's locales."""

    def __init__(self, catalogs: Mapping[str, Catalog]) -> None:
        self._catalogs = catalogs
        self._words: dict[str, Words] = {}

    @classmethod
    def load(cls) -> "Texts":
        """Read every ``cogs/i18n/locales/*.po``; adding a language is adding a file named after Discord's locale."""
        found = {}
        for file in files("cogs").joinpath("i18n", "locales").iterdir():
            if file.name.endswith(".po"):
                name = file.name.removesuffix(".po")
                found[name] = read_po(BytesIO(file.read_bytes()), locale=name.replace("-", "_"), abort_invalid=True)
        return cls(found)

    def __call__(self, locale: str) -> Words:
        """The words of ``locale``, of its language, or the default ones."""
        name = self._best(locale)
        if name not in self._words:
            self._words[name] = Words(self._catalogs[name], self._catalogs[DEFAULT_LOCALE], Locale.parse(name, sep="-"))
        return self._words[name]

    def translation(self, locale: str, key: str) -> str | None:
        """The plain sentence ``key`` of a ``locale`` that has a catalogue of its own, else None."""
        catalog = self._catalogs.get(locale) if locale != DEFAULT_LOCALE else None
        message = catalog.get(key) if catalog else None
        return str(message.string) if message and message.string else None

    def _best(self, locale: str) -> str:
        if locale in self._catalogs:
            return locale
        language = locale.partition("-")[0]
        return next((name for name in sorted(self._catalogs) if name.partition("-")[0] == language), DEFAULT_LOCALE)
