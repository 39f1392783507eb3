"""HTTP sessions as the bot needs them: no cookies, its own User-Agent, room for long headers."""

from collections.abc import Mapping

import aiohttp

from bot import __version__

CONNECT_TIMEOUT = 10.0
"""Seconds to connect."""

HEADER_LIMIT = 64 << 10
"""Bytes of one header. aiohttp's own limit of 8,190 is too low for some gateways' cookies and some signed URLs."""

CHUNK = 256 << 10
"""Bytes of a body that are read at once."""

USER_AGENT = f"imagine-bot/{__version__}"


def new_session(
    connector: aiohttp.BaseConnector, headers: Mapping[str, str] | None = None, *, decompress: bool = True
) -> aiohttp.ClientSession:
    """A session that sends ``headers`` with every request. The caller closes it."""
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT, **(headers or {})},
        auto_decompress=decompress,
        max_line_size=HEADER_LIMIT,
        max_field_size=HEADER_LIMIT,
    )
