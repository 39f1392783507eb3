"""Portable statements in PostgreSQL's words: each ``?`` is ``$1``, ``$2``, …"""

import re
from functools import lru_cache
from itertools import count

# Quoted text, quoted names and comments keep their question marks.
_TOKENS = re.compile(r"""'[^']*'|"[^"]*"|--[^\n]*|\?""")


@lru_cache(maxsize=1024)
def numbered(statement: str) -> str:
    """Return ``statement`` with numbered parameters. Statements are constants, so each is read once."""
    numbers = count(1)
    return _TOKENS.sub(lambda token: f"${next(numbers)}" if token[0] == "?" else token[0], statement)
