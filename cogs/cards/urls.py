"""Addresses from elsewhere, as Discord takes them: one that is malformed or too long has the whole message refused.

What an address may hold: https://www.rfc-editor.org/rfc/rfc3986#appendix-A.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from cogs.discord_numbers import MEDIA_LIMIT
from cogs.i18n.markdown import Markup

LINKS_LIMIT = 1200
"""Characters of all links on a card together; ten of imini's have some 750."""

_ADDRESS = re.compile(r"(https?)://([^/?#]*)([^#]*)(#?)(.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
# Percent signs that quote nothing, and whatever is neither reserved nor unreserved.
_ILLEGAL = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]")
# Discord ends the address of a masked link at the bracket that closes it.
_BRACKETS = str.maketrans({"(": "%28", ")": "%29"})


class Original(Protocol):
    """A picture at imini, wherever else it is."""

    @property
    def number(self) -> int:
        """It counts from 1."""

    @property
    def url(self) -> str:
        """Where imini has it."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links as ``text``, and the pictures for whose addresses there was no room, or which have none."""

    text: Markup
    left_out: tuple[Original, ...]


def well_formed(url: str, limit: int = MEDIA_LIMIT) -> str | None:
    """The address, its illegal characters percent-encoded and nothing else touched; None if it leads nowhere that
    Discord shows, or has more than ``limit`` characters then.
    """
    match = _ADDRESS.fullmatch(url) if len(url) <= limit else None
    host = _in_ascii(match[2]) if match else ""
    if match is None or not _HOST.fullmatch(host):
        return None
    whole = f"{match[1].lower()}://{host}{_legal(match[3])}{match[4]}{_legal(match[5])}"
    return whole if len(whole) <= limit else None


def links(pictures: Iterable[Original], room: int = LINKS_LIMIT) -> Links:
    """The originals of ``pictures`` at imini, by their numbers, within ``room`` characters."""
    shown: list[str] = []
    left_out: list[Original] = []
    for picture in pictures:
        link = _masked(str(picture.number), picture.url)
        if link and len(" ".join([*shown, link])) <= room:
            shown.append(link)
        else:
            left_out.append(picture)
    return Links(Markup(" ".join(shown)), tuple(left_out))


def _masked(text: str, url: str) -> str:
    """A link that reads as ``text``, which holds no markdown; empty where the address is none."""
    address = well_formed(url)
    return f"[{text}](<{address.translate(_BRACKETS)}>)" if address else ""


def _in_ascii(host: str) -> str:
    """The host as it is asked for; empty if no host is called so."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""


def _legal(part: str) -> str:
    return _ILLEGAL.sub(lambda match: quote(match[0], safe="", errors="replace"), part)
