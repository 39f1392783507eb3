"""Sentences of one language, filled with values. All values are escaped here and nowhere else."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache, partial
from gettext import c2py
from typing import Literal

from babel import Locale
from babel.dates import format_timedelta
from babel.messages.catalog import Catalog
from babel.numbers import format_currency, format_decimal

from cogs.i18n.markdown import Markup, escape

Unit = Literal["minute", "hour", "day"]
_UNITS: Mapping[Unit, int] = {"hour": 3600, "day": 86_400}
"""Their lengths in seconds, shortest first."""

_CROWDED = re.compile(r"(?<=[0-9])(?=[\u4e00-\u9fff])")
"""Where Babel writes Chinese right after a number, which Discord and the catalogues do not."""

NUMBERS = 1024
"""Numbers of which a language remembers how it writes them: counts and credits, mostly small ones."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A template in its plural ``forms``, and the ``rule`` that says which of them goes with a number."""

    forms: tuple[str, ...]
    rule: Callable[[int], int]

    def template(self, n: int) -> str:
        return self.forms[self.rule(n) if len(self.forms) > 1 else 0]


class Translator:
    """The sentences of one language."""

    def __init__(self, catalog: Catalog, fallback: Catalog, locale: Locale) -> None:
        self._sentences = dict(_sentences(fallback)) | dict(_sentences(catalog))
        self._locale = locale
        # Babel parses the pattern of the language for each number, which takes longer than the rest of a sentence.
        self._number = lru_cache(NUMBERS)(partial(format_decimal, locale=locale))

    def __call__(self, key: str, /, n: int | None = None, **values: object) -> Markup:
        """The sentence ``key``; ``n`` selects the plural form and is a value like the others. Raises KeyError."""
        template = self._sentences[key].template(n or 0)
        if n is not None:
            values["n"] = n
        return Markup(template.format_map({name: self._shown(value) for name, value in values.items()}))

    def money(self, amount: Decimal, currency: str) -> Markup:
        """An amount of money as the language writes it."""
        return escape(format_currency(amount, currency, locale=self._locale))

    def ago(self, seconds: float) -> Markup:
        """A rough time ago, for autocomplete, where Discord renders no timestamps."""
        age = timedelta(seconds=max(seconds, 1))
        return Markup(_spaced(format_timedelta(-age, add_direction=True, locale=self._locale)))

    def span(self, seconds: float) -> Markup:
        """A length of time in the largest unit of which it has at least two and no rest, down to minutes."""
        unit: Unit = "minute"
        for larger, length in _UNITS.items():
            if seconds >= 2 * length and not seconds % length:
                unit = larger
        # Above any threshold, Babel chooses a larger unit by itself, and rounds.
        told = format_timedelta(timedelta(seconds=seconds), granularity=unit, threshold=math.inf, locale=self._locale)
        return Markup(_spaced(told))

    def listed(self, parts: Iterable[str]) -> Markup:
        """Markup in a row, as the language separates it."""
        return Markup(self("list-separator").join(parts))

    def _shown(self, value: object) -> str:
        if isinstance(value, Markup):
            return value
        if isinstance(value, int | float):
            return self._number(value)
        return escape(str(value))


def _spaced(text: str) -> str:
    return _CROWDED.sub(" ", text)


def _sentences(catalog: Catalog) -> Iterator[tuple[str, _Sentence]]:
    """The keys and sentences of a catalogue, without those that are not translated."""
    rule = c2py(catalog.plural_expr)
    for message in catalog:
        # The key of a sentence with plurals is a pair, and a sentence without them is a plain string.
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else message.string
        if key and forms and all(forms):
            yield key, _Sentence(tuple(forms), rule)
