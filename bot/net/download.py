"""Downloads: pictures from imini's file server, attachments from Discord's CDN.

URLs are opaque: a signed one is valid only if every byte of its path and query is sent as written.
"""

import asyncio
import zlib
from collections.abc import Callable
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver
from cachetools import LRUCache
from yarl import URL

from bot.net.body import Body
from bot.net.errors import DownloadFailed
from bot.net.guard import AllowedOrigins, ForbiddenAddress, PublicResolver, UnusableProxy, proxy_for
from bot.net.session import CHUNK, CONNECT_TIMEOUT, new_session

SILENCE_TIMEOUT = 30.0
"""Seconds without a byte after which a download fails; such a failure is transient."""

DOWNLOAD_TIMEOUT = 300.0
"""Seconds that a whole file may take, however steadily its bytes arrive."""

MAX_REDIRECTS = 3

MAX_PROXIES = 64
"""Servers of which it is remembered whether a proxy leads to them. Nearly all files come from imini's and Discord's."""

_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT, sock_read=SILENCE_TIMEOUT)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))

Received = Callable[[int], None]
"""Called with the size of each chunk, in bytes."""


class Downloader:
    """An HTTP session for files. Use as ``async with``.

    Args:
        origins: servers that need not be public or https.
        resolver: makes the DNS resolver.
        timeout: seconds that a whole file may take.
    """

    def __init__(
        self,
        origins: AllowedOrigins,
        resolver: Callable[[], AbstractResolver] = DefaultResolver,
        timeout: float = DOWNLOAD_TIMEOUT,
    ) -> None:
        self._origins = origins
        self._new_resolver = resolver
        self._timeout = timeout
        self._proxies = LRUCache[URL, str | None](MAX_PROXIES)
        self._session: aiohttp.ClientSession
        self._resolver: PublicResolver

    async def __aenter__(self) -> Self:
        # aiohttp closes only a resolver that it made itself, so this one is closed in __aexit__.
        self._resolver = PublicResolver(self._new_resolver(), self._origins)
        # imini's CDN may answer a foreign Referer with a placeholder picture, so none is sent. Some servers compress
        # unasked or mislabel what they send, so aiohttp decompresses nothing: `Body.finish` reads the bytes.
        connector = aiohttp.TCPConnector(resolver=self._resolver)
        self._session = new_session(connector, {"Accept-Encoding": "identity"}, decompress=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._resolver.close()

    async def fetch(self, url: str, body: Body, limit: int, received: Received = lambda _: None) -> None:
        """Stream a file of at most ``limit`` bytes into ``body``, whatever its Content-Type says.

        Raises:
            DownloadFailed: ``body`` then holds what had arrived.
        """
        deadline = asyncio.timeout(self._timeout)
        body.clear()
        try:
            async with deadline, await self._get(url) as response:
                await _save(response, body, limit, received)
            await body.finish(limit)
        except (ForbiddenAddress, UnusableProxy) as error:
            raise DownloadFailed(f"refused to fetch it: {error}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            # A file that did not arrive within the whole timeout would not arrive in a second try either.
            raise DownloadFailed(type(error).__name__, transient=not deadline.expired()) from error
        except (ValueError, zlib.error) as error:
            raise DownloadFailed(type(error).__name__) from error
        except OSError as error:
            raise DownloadFailed(f"it couldn't be written: {error.strerror}") from error

    async def _get(self, address: str) -> aiohttp.ClientResponse:
        """GET ``address``. Each redirect is checked against the allowed origins before it is followed."""
        for _ in range(MAX_REDIRECTS + 1):
            url = _as_written(address)
            self._origins.check(url)
            response = await self._session.get(url, proxy=self._proxy_for(url), timeout=_TIMEOUT, allow_redirects=False)
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location:
                return response
            response.release()
            address = urljoin(address, location)
        raise DownloadFailed("too many redirects")

    def _proxy_for(self, url: URL) -> str | None:
        """The proxy of a server, looked up once: that searches the whole environment. Raises UnusableProxy."""
        origin = url.origin()
        if origin not in self._proxies:
            self._proxies[origin] = proxy_for(url)
        return self._proxies[origin]


def _as_written(address: str) -> URL:
    """``address`` with its path and query unchanged, except that bytes no request line may hold are percent-encoded.

    yarl would normalize both and so break signatures. It does normalize the host, which makes the host that is checked
    the host that is connected to. Raises ValueError.
    """
    normal, raw = URL(address), urlsplit(quote(address, safe=_VISIBLE))
    if not normal.absolute:
        return normal
    return URL.build(
        scheme=normal.scheme,
        authority=normal.raw_authority,
        path=raw.path or "/",
        query_string=raw.query,
        encoded=True,
    )


async def _save(response: aiohttp.ClientResponse, body: Body, limit: int, received: Received) -> None:
    if not 200 <= response.status < 300:
        # Transient even for a 403 or 404: a new file may not have reached every CDN node yet.
        raise DownloadFailed(f"HTTP {response.status}", transient=True)
    size = 0
    async for chunk in response.content.iter_chunked(CHUNK):
        await body.write(chunk[: limit - size])
        size += len(chunk)
        if size > limit:
            raise DownloadFailed(f"larger than {limit} bytes", too_large=True)
        received(len(chunk))
