"""Sentences of one language, filled with values. All values are escaped here and nowhere else."""

from datetime import timedelta
from functools import cache
from gettext import c2py

from babel import Locale
from babel.dates import format_timedelta
from babel.messages.catalog import Catalog
from babel.numbers import format_decimal

from cogs.i18n.markdown import Markup, escape

# c2py compiles the rule at each call, which takes longer than all the rest of a sentence.
_plural_rule = cache(c2py)


class Translator:
    """The sentences of one language."""

    def __init__(self, catalog: Catalog, fallback: Catalog, locale: Locale) -> None:
        self._catalog = catalog
        self._fallback = fallback
        self._locale = locale

    def __call__(self, key: str, /, n: int | None = None, **values: object) -> Markup:
        """The sentence ``key``; ``n`` selects the plural form and is a value like the others. Raises KeyError."""
        template = self._template(key, n)
        if n is not None:
            values["n"] = n
        return Markup(template.format_map({name: self._shown(value) for name, value in values.items()}))

    def ago(self, seconds: float) -> Markup:
        """A rough time ago, for autocomplete, where Discord renders no timestamps."""
        age = timedelta(seconds=max(seconds, 1))
        return Markup(format_timedelta(-age, add_direction=True, locale=self._locale))

    def _template(self, key: str, n: int | None) -> str:
        for catalog in (self._catalog, self._fallback):
            message = catalog.get(key)
            plurals = message.string if message else None
            # A sentence without plurals is a plain string.
            if isinstance(plurals, str):
                plurals = (plurals,)
            if plurals and all(plurals):
                return plurals[_plural_rule(catalog.plural_expr)(n or 0) if len(plurals) > 1 else 0]
        raise KeyError(key)

    def _shown(self, value: object) -> str:
        if isinstance(value, Markup):
            return value
        if isinstance(value, int | float):
            return format_decimal(value, locale=self._locale)
        return escape(str(value))
