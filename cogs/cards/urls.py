"""URLs from elsewhere, made acceptable to Discord, which rejects a whole message for a malformed or overlong one.

Characters of a URL: https://www.rfc-editor.org/rfc/rfc3986#appendix-A.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from cogs.discord_numbers import MEDIA_LIMIT
from cogs.i18n.markdown import Markup

LINKS_LIMIT = 1200
"""Characters of all links on a card together; ten of imini's take about 750."""

_ADDRESS = re.compile(r"(https?)://([^/?#]*)([^#]*)(#?)(.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
# Percent signs that encode nothing, and characters that RFC 3986 has neither reserved nor unreserved.
_ILLEGAL = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]")
# Discord ends the URL of a masked link at the first closing bracket.
_BRACKETS = str.maketrans({"(": "%28", ")": "%29"})


class Original(Protocol):
    """A picture as imini stores it."""

    @property
    def number(self) -> int:
        """1-based."""

    @property
    def url(self) -> str:
        """Its URL at imini."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links as ``text``, and the pictures that were ``left_out``: no room for their URL, or no usable one."""

    text: Markup
    left_out: tuple[Original, ...]


def well_formed(url: str, limit: int = MEDIA_LIMIT) -> str | None:
    """The URL with its illegal characters percent-encoded and all else unchanged.

    None if it is no http(s) URL, or has more than ``limit`` characters afterwards.
    """
    match = _ADDRESS.fullmatch(url) if len(url) <= limit else None
    host = _idna(match[2]) if match else ""
    if match is None or not _HOST.fullmatch(host):
        return None
    whole = f"{match[1].lower()}://{host}{_legal(match[3])}{match[4]}{_legal(match[5])}"
    return whole if len(whole) <= limit else None


def links(pictures: Iterable[Original], room: int = LINKS_LIMIT) -> Links:
    """Links to ``pictures``, labelled with their numbers, in at most ``room`` characters."""
    shown: list[str] = []
    left_out: list[Original] = []
    for picture in pictures:
        link = _masked(f"#{picture.number}", picture.url)
        if link and len(" ".join([*shown, link])) <= room:
            shown.append(link)
        else:
            left_out.append(picture)
    return Links(Markup(" ".join(shown)), tuple(left_out))


def _masked(text: str, url: str) -> str:
    """A masked link labelled ``text``, which must hold no markdown; empty for an unusable URL."""
    usable = well_formed(url)
    return f"[{text}](<{usable.translate(_BRACKETS)}>)" if usable else ""


def _idna(host: str) -> str:
    """The host as DNS knows it; empty for an impossible name."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""


def _legal(part: str) -> str:
    return _ILLEGAL.sub(lambda match: quote(match[0], safe="", errors="replace"), part)
