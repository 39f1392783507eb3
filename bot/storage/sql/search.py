"""How prompts are searched: both sides of a LIKE are folded in Python, as engines fold differently."""

import re
import unicodedata

from bot.requests.prompt import with_few_marks

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What TEXT can't hold in every engine: U+0000 and lone surrogates."""

_SPECIAL = re.compile("[!%_]")


def storable(text: str) -> str:
    """Return ``text`` as each engine can store it: what is stored so is found by what is asked for so."""
    return _UNSTORABLE.sub("\ufffd", text)


def fold(text: str) -> str:
    """Normalize ``text`` for a search that ignores case and character width."""
    return unicodedata.normalize("NFKC", with_few_marks(storable(text))).casefold()


def containing(text: str) -> str:
    """The pattern of a ``LIKE ? ESCAPE '!'`` that matches folded texts with ``text`` in them."""
    escaped = _SPECIAL.sub(r"!\g<0>", fold(text))
    return f"%{escaped}%"
