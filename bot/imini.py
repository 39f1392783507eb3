"""The client of imini's image API: submit, task, download. One attempt a call; whoever calls decides about another.

(aiohttp itself repeats a GET, never a POST, whose connection turned out to be closed already.)

Source: https://docs.imini.ai (getting started, image generation, task query).
"""

import asyncio
import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from aiohttp.resolver import DefaultResolver
from pydantic import SecretStr
from yarl import URL

from bot.clock import Clock
from bot.errors import BadAnswer, ConnectionLost, DownloadFailed, RateLimited, SubmitUncertain, Unreachable
from bot.images import sniff
from bot.network import ForbiddenAddress, Origins, PublicResolver
from bot.request import ImagineRequest
from bot.retry import demanded_pause
from bot.throttle import Throttle
from bot.wire import Answer, Task, read_error, read_submitted, read_task

_log = logging.getLogger(__name__)

CONNECT_TIMEOUT = 10.0
ANSWER_LIMIT = 1 << 20
DOWNLOAD_LIMIT = 64 << 20
DOWNLOAD_TIMEOUT = 300.0
MAX_REDIRECTS = 3
_CHUNK = 256 << 10


class IminiClient:
    """One session to imini and its file server. Use as ``async with``.

    Args:
        base_url: where ``/v1/images/…`` lives.
        timeout: for one whole call, body included; downloads have their own, longer one.
        origins: the addresses that need not be public https.
    """

    def __init__(
        self, base_url: str, key: SecretStr, *, timeout: timedelta, origins: Origins, clock: Clock, throttle: Throttle
    ) -> None:
        self._base = base_url
        self._key = key
        self._timeout = aiohttp.ClientTimeout(total=timeout.total_seconds(), sock_connect=CONNECT_TIMEOUT)
        self._origins = origins
        self._clock = clock
        self._throttle = throttle
        self._session: aiohttp.ClientSession
        self._resolver: PublicResolver

    async def __aenter__(self) -> Self:
        # aiohttp closes only a resolver that it made itself.
        self._resolver = PublicResolver(DefaultResolver(), self._origins)
        connector = aiohttp.TCPConnector(resolver=self._resolver)
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._resolver.close()

    async def allowed(self) -> None:
        """Return once imini, which may have asked for a pause, lets calls through; so does every call by itself."""
        await self._throttle.wait()

    async def submit(self, request: ImagineRequest) -> str:
        """Ask for pictures; returns the task ID.

        Raises:
            ApiError: imini refused, see its subclasses.
            Unreachable: nothing was sent.
            SubmitUncertain: the task may exist. Only Unreachable, RateLimited and Unavailable allow another try.
        """
        try:
            answer = await self._call("POST", "/v1/images/generate", request.body())
            if answer.status >= 500 and answer.status != 503 and answer.data is None:
                raise BadAnswer(answer.status, "a gateway's error page")
            return read_submitted(self._checked(answer, query=False))
        except (ConnectionLost, BadAnswer) as error:
            raise SubmitUncertain(message=f"{type(error).__name__}: {error.message}") from error

    async def task(self, task_id: str) -> Task:
        """Ask where a task stands.

        Raises:
            ApiError, Unreachable, ConnectionLost, BadAnswer: no state could be had this time.
        """
        answer = await self._call("GET", f"/v1/images/tasks/{quote(task_id, safe='')}")
        return read_task(self._checked(answer, query=True))

    async def download(self, url: str, target: Path, limit: int = DOWNLOAD_LIMIT) -> str:
        """Stream an image of at most ``limit`` bytes into ``target``; returns its format (``png`` …).

        Raises:
            DownloadFailed: with what was wrong, and whether another try may help.
        """
        content_type, head = await self.fetch(url, target, limit)
        kind = sniff(head)
        if kind is None or not content_type.startswith(("image/", "application/octet-stream", "binary/octet-stream")):
            raise DownloadFailed(f"{content_type} without the bytes of an image" if head else "the file is empty")
        return kind

    async def fetch(self, url: str, target: Path, limit: int) -> tuple[str, bytes]:
        """Stream any file of at most ``limit`` bytes into ``target``; returns its content type and first bytes.

        Raises:
            DownloadFailed: with what was wrong, and whether another try may help.
        """
        try:
            async with asyncio.timeout(DOWNLOAD_TIMEOUT):
                async with await self._get_file(URL(url)) as answer:
                    return answer.content_type, await _save(answer, target, limit)
        except ForbiddenAddress as error:
            raise DownloadFailed(f"refused to fetch it: {error}") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise DownloadFailed(type(error).__name__, transient=not isinstance(error, ValueError)) from error
        except OSError as error:
            raise DownloadFailed(f"it could not be written: {error.strerror}") from error

    def _checked(self, answer: Answer, *, query: bool) -> Answer:
        if 200 <= answer.status < 300:
            return answer
        error = read_error(answer, self._clock.now(), query=query)
        if isinstance(error, RateLimited):
            self._throttle.hold(demanded_pause(error))
        _log.warning("imini answered %s", error)
        raise error

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        await self.allowed()
        headers = {"Authorization": f"Bearer {self._key.get_secret_value()}", "Accept": "application/json"}
        try:
            async with self._session.request(
                method, self._base + path, json=body, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as answer:
                return Answer(answer.status, answer.headers, _json_object(await _read(answer, ANSWER_LIMIT)))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreachable(message=type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionLost(message=type(error).__name__) from error

    async def _get_file(self, url: URL) -> aiohttp.ClientResponse:
        """Open ``url``, following redirects only to where the bot may go. No Referer: imini's CDN is picky about it."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT, sock_read=30)
        for _ in range(MAX_REDIRECTS + 1):
            self._origins.check(url)
            answer = await self._session.get(url, timeout=timeout, allow_redirects=False)
            location = answer.headers.get("Location")
            if answer.status not in {301, 302, 303, 307, 308} or not location:
                return answer
            answer.release()
            url = url.join(URL(location))
        raise DownloadFailed("too many redirects")


async def _save(answer: aiohttp.ClientResponse, target: Path, limit: int) -> bytes:
    """Write the body to ``target``; returns its first bytes."""
    if answer.status != 200:
        raise DownloadFailed(f"HTTP {answer.status}", transient=answer.status >= 500 or answer.status == 429)
    head, size = b"", 0
    await asyncio.to_thread(target.write_bytes, b"")
    async for chunk in answer.content.iter_chunked(_CHUNK):
        head, size = (head + chunk)[:32] if len(head) < 32 else head, size + len(chunk)
        if size > limit:
            raise DownloadFailed(f"larger than {limit} bytes")
        await asyncio.to_thread(_append, target, chunk)
    return head


def _append(target: Path, chunk: bytes) -> None:
    """Write on, in one step: a file that a thread leaves open for a task that was cancelled is nobody's to close."""
    with target.open("ab") as file:
        file.write(chunk)


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise aiohttp.ClientPayloadError("answer too large")
    return bytes(body)


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
