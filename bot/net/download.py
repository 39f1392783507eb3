"""Files from elsewhere: pictures from imini's file server, and what members attach from Discord's.

An address is opaque: signed ones hold only if each byte of their path and query is asked for as it was written.
"""

import asyncio
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver
from yarl import URL

from bot import __version__
from bot.net.errors import DownloadFailed
from bot.net.guard import AllowedOrigins, ForbiddenAddress, PublicResolver, UnusableProxy, proxy_for

CONNECT_TIMEOUT = 10.0
SILENCE_TIMEOUT = 30.0
"""Seconds without a byte after which a download is begun anew."""

DOWNLOAD_TIMEOUT = 300.0
"""Seconds that a whole file may take."""

MAX_REDIRECTS = 3
HEADER_LIMIT = 64 << 10
_CHUNK = 256 << 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GZIP = b"\x1f\x8b"
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))

Received = Callable[[int], None]
"""Is told of every part of a file, in bytes."""


class Downloader:
    """One session for files. Use as ``async with``.

    Args:
        origins: the servers that need not be public https.
        resolver: makes what resolves names.
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
        self._session: aiohttp.ClientSession
        self._resolver: PublicResolver

    async def __aenter__(self) -> Self:
        # aiohttp closes only a resolver that it made itself.
        self._resolver = PublicResolver(self._new_resolver(), self._origins)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=self._resolver),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT, sock_read=SILENCE_TIMEOUT),
            # No Referer: imini's CDN is picky about it. What comes packed all the same is told by its bytes.
            headers={"User-Agent": f"imagine-bot/{__version__}", "Accept-Encoding": "identity"},
            auto_decompress=False,
            max_line_size=HEADER_LIMIT,
            max_field_size=HEADER_LIMIT,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._resolver.close()

    async def fetch(self, url: str, target: Path, limit: int, received: Received = lambda _: None) -> None:
        """Stream a file of at most ``limit`` bytes into ``target``, whatever type its server says it has.

        Raises:
            DownloadFailed: with what was wrong. What had come until then is in ``target``.
        """
        deadline = asyncio.timeout(self._timeout)
        try:
            async with deadline:
                await asyncio.to_thread(target.write_bytes, b"")
                async with await self._get(url) as answer:
                    await _save(answer, target, limit, received)
            await asyncio.to_thread(_unpack, target, limit)
        except (ForbiddenAddress, UnusableProxy) as error:
            raise DownloadFailed(f"refused to fetch it: {error}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            # What has not come in all this time would not come in a second try of the same length.
            raise DownloadFailed(type(error).__name__, transient=not deadline.expired()) from error
        except (ValueError, zlib.error) as error:
            raise DownloadFailed(type(error).__name__) from error
        except OSError as error:
            raise DownloadFailed(f"it could not be written: {error.strerror}") from error

    async def _get(self, address: str) -> aiohttp.ClientResponse:
        """Open ``address``, following redirects only to where the bot may go."""
        for _ in range(MAX_REDIRECTS + 1):
            url = _as_written(address)
            self._origins.check(url)
            answer = await self._session.get(url, proxy=proxy_for(url), allow_redirects=False)
            location = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            answer.release()
            address = urljoin(address, location)
        raise DownloadFailed("too many redirects")


def _as_written(address: str) -> URL:
    """``address`` with every byte of its path and query as it is; only what no request can hold is quoted.

    The host is in the one form in which it is checked and dialled. Raises ValueError.
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


async def _save(answer: aiohttp.ClientResponse, target: Path, limit: int, received: Received) -> None:
    if not 200 <= answer.status < 300:
        # Also a denial: a new file may not have reached every machine of a CDN yet.
        raise DownloadFailed(f"HTTP {answer.status}", transient=True)
    size = 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        await asyncio.to_thread(_append, target, chunk[: limit - size])
        size += len(chunk)
        if size > limit:
            raise DownloadFailed(f"larger than {limit} bytes", too_large=True)
        received(len(chunk))


def _append(target: Path, chunk: bytes) -> None:
    """Write on, in one step: a file that a thread leaves open for a task that was cancelled is nobody's to close."""
    with target.open("ab") as file:
        file.write(chunk)


def _unpack(target: Path, limit: int) -> None:
    """Unpack a file that was sent packed, which some servers do unasked. Raises DownloadFailed or zlib.error."""
    with target.open("rb") as file:
        if file.read(len(_GZIP)) != _GZIP:
            return
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)
    content = unpacker.decompress(target.read_bytes(), limit + 1)
    if len(content) > limit:
        raise DownloadFailed(f"larger than {limit} bytes", too_large=True)
    target.write_bytes(content)
