"""Durations as managers type them, such as ``7d``."""

import re
from unicodedata import normalize

from bot.servers.errors import BadDuration

_UNITS = {"m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 7 * 86_400.0}

LONGEST = 10 * 365 * 86_400.0
"""Seconds. Whoever means longer means for good."""


def seconds_in(text: str) -> float:
    """The seconds in a number and its unit: m, h, d or w. Raises BadDuration."""
    # Chinese keyboards may write full-width digits and letters.
    plain = normalize("NFKC", text).strip().lower()
    found = re.fullmatch(r"([0-9]{1,6})\s*([mhdw])", plain)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0.0
    if not 0 < seconds <= LONGEST:
        raise BadDuration
    return seconds
