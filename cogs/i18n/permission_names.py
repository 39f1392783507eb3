"""Discord's permissions, as Discord's settings name them in the language of the reader."""

from collections.abc import Iterable

from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code
from cogs.i18n.translator import Translator


def permission_names(names: Iterable[str], t: Translator) -> Markup:
    """The permissions with these ``names`` of discord.py's, as a list; empty without any."""
    return t.listed(code(t(keys.PERMISSION[name])) for name in names)
