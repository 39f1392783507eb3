"""The types of settings: how each is written, the error message for a malformed value, and names with a typo."""

import re
from collections.abc import Iterable
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode
from yarl import URL

from bot.servers.rules import Budget, Period, known_time_zone

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
MISSING = "is missing"
"""The end of what is told of a setting that is not there."""


ALIKE = 0.8
"""From which similarity on a name is taken for another one with a typo: 1 is the same, 0 has nothing in common."""

MOST_CREDITS = 10**12 - 1
"""As many as a budget may have. Larger numbers fit neither the database nor a sentence."""


def mistyped(env_file: Path, settings: Iterable[str]) -> list[str]:
    """A sentence for each name in ``env_file`` that is nearly one of ``settings``.

    Other programs have variables there too, such as Docker Compose: what resembles no setting is theirs.
    """
    known = {name.upper() for name in settings}
    names = dotenv_values(env_file, interpolate=False, encoding="utf-8-sig") if env_file.is_file() else {}
    closest = {
        name: get_close_matches(name.upper(), known, n=1, cutoff=ALIKE) for name in names if name.upper() not in known
    }
    return [
        f"{env_file} sets {name}, which isn't a setting: did you mean {found[0]}?"
        for name, found in closest.items()
        if found
    ]


def _duration(value: object) -> object:
    """Parse ``90`` (seconds), ``90s``, ``15m``, ``24h`` or ``7d``."""
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d{1,7}(?:\.\d{1,9})?)\s*([smhd]?)", str(value).strip().lower())
    if not match or not float(match[1]):
        raise ValueError("must be a number above 0 followed by s, m, h or d, such as 15m")
    return timedelta(**{_UNITS[match[2] or "s"]: float(match[1])})


def _prices(value: object) -> object:
    """Parse ``1,2,4``: the credits for low, medium and high quality."""
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",")]
    if len(parts) != 3 or not all(re.fullmatch(r"[0-9]{1,9}", part) for part in parts):
        raise ValueError("must be three whole numbers for low, medium and high quality, such as 1,2,4")
    return parts


def _budget(value: object) -> object:
    """Parse ``500/day``, ``3000/week``, ``20000/month``, or ``none``."""
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    if text == "none":
        return None
    match = re.fullmatch(r"(\d{1,12})\s*/\s*(day|week|month)", text)
    if not match:
        raise ValueError("must be credits per day, week or month, such as 500/day, or none")
    return Budget(credits=int(match[1]), period=Period(match[2]))


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", value):
        raise ValueError("must be an ISO code of three capital letters, such as USD")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", value):
        raise ValueError("must be a language, such as en-US or zh-CN")
    return value


def _endpoint(value: str) -> str:
    url = URL(value)
    if url.scheme not in {"http", "https"} or not url.host or not url.port:
        raise ValueError("must be a URL that starts with https:// (or http:// on your own machine)")
    if url.query_string or url.fragment or re.search(r"\s", value):
        raise ValueError("must not have spaces, a query or a fragment")
    return value.rstrip("/")


def _address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        raise ValueError("must be an IP address, such as 127.0.0.1, or 0.0.0.0 in a container") from None


def _model_name(value: str) -> str:
    if not re.fullmatch(r"[\w.:/-]+", value):
        raise ValueError("must be a model ID, such as openai/gpt-image-2")
    return value


def _one_word(value: SecretStr) -> SecretStr:
    """Strip the whitespace around a pasted secret. Any inside would corrupt the HTTP header that carries it."""
    word = value.get_secret_value().strip()
    if not re.fullmatch(r"[!-~]+", word):
        raise ValueError("must be one word of ASCII characters, without spaces or line breaks" if word else MISSING)
    return SecretStr(word)


def _database_url(value: SecretStr) -> SecretStr:
    """Check the form of the URL; no message repeats it, since it holds a password."""
    url = value.get_secret_value().strip()
    if not re.match(r"postgres(?:ql)?://", url):
        raise ValueError("must start with postgresql://, such as postgresql://user:password@host:5432/imagine")
    try:
        parts = urlsplit(url)
        # One or, for a standby that takes over, several: https://www.postgresql.org/docs/current/libpq-connect.html
        hosts = [urlsplit(f"//{host}") for host in parts.netloc.rpartition("@")[2].split(",")]
        named = all(host.hostname for host in hosts) or "host=" in parts.query
        complete = named and len(parts.path) > 1 and all(host.port != 0 for host in hosts)
        # What is left of a password in which a special character was not written so.
        complete = complete and parts.netloc.count("@") < 2 and "@" not in parts.path
    except ValueError:
        complete = False
    if not complete or re.search(r"\s|%(?![0-9A-Fa-f]{2})", url):
        raise ValueError(
            "must be postgresql://user:password@host:5432/database, with special characters in the password "
            "encoded, such as %40 for @ and %2F for /"
        )
    return SecretStr(url)


def _guild_ids(value: object) -> object:
    """Parse IDs of servers, separated by commas. A single one has become a number already: it is valid JSON."""
    if not isinstance(value, str | int):
        return value
    parts = [part.strip() for part in str(value).split(",") if part.strip()]
    if not parts or not all(re.fullmatch(r"[0-9]{15,20}", part) for part in parts):
        raise ValueError("must be server IDs separated by commas, such as 123456789012345678,234567890123456789")
    return frozenset(map(int, parts))


def _webhook(value: SecretStr) -> SecretStr:
    """Check the form of the URL; no message repeats it, since whoever has it can post."""
    url = value.get_secret_value().strip()
    if not re.fullmatch(WEBHOOK, url):
        raise ValueError("must be a Discord webhook URL, such as https://discord.com/api/webhooks/ID/TOKEN")
    return SecretStr(url)


def _usable(value: object) -> object:
    """Raise what ``secret_files`` found wrong with a file."""
    if isinstance(value, ValueError):
        raise value
    return value


def _folder(value: Path) -> Path:
    """Expand ``~``. A shell expands it in the environment, but nothing does in ``.env``."""
    if not str(value).strip():
        raise ValueError("must be a folder, such as data")
    try:
        return value.expanduser()
    except RuntimeError:
        raise ValueError(f"home folder {value.parts[0]} doesn't exist; use an absolute path") from None


WEBHOOK = r"https?://[^/\s]+/api/(?:v\d+/)?webhooks/(?P<id>\d{15,20})/(?P<token>[\w.-]+)"
"""https://discord.com/developers/docs/resources/webhook"""

Duration = Annotated[timedelta, BeforeValidator(_duration)]
Currency = Annotated[str, AfterValidator(_currency)]
Language = Annotated[str, AfterValidator(_language)]
Credits = Annotated[int, Field(ge=0)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
# NoDecode: otherwise, pydantic-settings parses the value of a tuple as JSON.
Prices = Annotated[tuple[Credits, Credits, Credits], NoDecode, BeforeValidator(_prices)]
# NoDecode: likewise, a model's.
Spendable = Annotated[Budget | None, NoDecode, BeforeValidator(_budget)]
# NoDecode: likewise, a set's.
GuildIds = Annotated[frozenset[int], NoDecode, BeforeValidator(_guild_ids)]
Webhook = Annotated[SecretStr, AfterValidator(_webhook)]
TimeZone = Annotated[str, AfterValidator(known_time_zone)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]
Address = Annotated[str, AfterValidator(_address)]
Folder = Annotated[Path, AfterValidator(_folder)]
ModelName = Annotated[str, AfterValidator(_model_name)]
Secret = Annotated[SecretStr, AfterValidator(_one_word)]
SecretFile = Annotated[Path, BeforeValidator(_usable)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
