"""The client of imini's image API: submit and task. One attempt a call; whoever calls decides about another.

(aiohttp itself repeats a GET, never a POST, whose connection turned out to be closed already.)

Source: https://docs.imini.ai (getting started, image generation, task query).
"""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver
from pydantic import SecretStr
from yarl import URL

from bot import __version__
from bot.imini.cooldown import Cooldown
from bot.imini.errors import BadResponse, ConnectionLost, CutOff, RateLimited, SubmitUncertain, Unreachable
from bot.imini.responses import Response, is_refused, parse_error, parse_submitted, parse_task, rescued_id
from bot.imini.retry_policy import demanded_pause
from bot.jobs.task import Task
from bot.net.guard import AllowedOrigins, PublicResolver, proxy_for
from bot.net.upload import Upload, eager_socket
from bot.requests.models import Model
from bot.requests.request import ImagineRequest
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

CONNECT_TIMEOUT = 10.0
RESPONSE_LIMIT = 1 << 20
HEADER_LIMIT = 64 << 10
"""Bytes of one header: an answer with a long one is no less an answer. aiohttp's own limit is 8,190."""

USER_AGENT = f"imagine-bot/{__version__}"
_CHUNK = 256 << 10
_NO_CONNECTION = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)


class IminiClient:
    """Calls imini. Use as ``async with``.

    Args:
        base_url: where ``/v1/images/…`` lives.
        model: what draws.
        timeout: for one whole answer, its body included.
        origins: the addresses that need not be public https.
        resolver: makes what resolves names.
    """

    def __init__(
        self,
        base_url: str,
        key: SecretStr,
        *,
        model: Model,
        timeout: timedelta,
        origins: AllowedOrigins,
        clock: Clock,
        cooldown: Cooldown,
        resolver: Callable[[], AbstractResolver] = DefaultResolver,
    ) -> None:
        self._base = URL(base_url)
        self._key = key
        self._model = model
        self._patience = timeout.total_seconds()
        self._origins = origins
        self._clock = clock
        self._cooldown = cooldown
        self._new_resolver = resolver
        self._session: aiohttp.ClientSession
        self._submits: aiohttp.ClientSession
        self._resolver: PublicResolver

    async def __aenter__(self) -> Self:
        """Raises UnusableProxy."""
        proxy_for(self._base)  # what can't be used is to be told at the start
        # aiohttp closes only a resolver that it made itself.
        self._resolver = PublicResolver(self._new_resolver(), self._origins)
        self._session = _session(aiohttp.TCPConnector(resolver=self._resolver))
        # A kept connection can be closed just before a POST, and nobody could tell whether that was carried out
        # (https://www.rfc-editor.org/rfc/rfc9112#section-9.5). A fresh one costs a submit its handshakes.
        fresh = aiohttp.TCPConnector(resolver=self._resolver, force_close=True, socket_factory=eager_socket)
        self._submits = _session(fresh)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._submits.close()
        await self._resolver.close()

    async def wait_for_cooldown(self) -> None:
        """Return once imini, which may have asked for a pause, lets calls through; so does every call by itself."""
        await self._cooldown.wait()

    async def submit(self, request: ImagineRequest) -> str:
        """Ask for pictures; returns the task ID.

        Raises:
            ApiError: imini or a gateway refused, see its subclasses; nothing was accepted.
            Unreachable, CutOff: not all of the request was sent, so nothing was accepted.
            SubmitUncertain: the task may exist.
        """
        await self.wait_for_cooldown()
        upload, received = Upload(json.dumps(self._model.body(request)).encode(), self._patience), bytearray()
        try:
            answer = await self._post("v1/images/generate", upload, received)
            return parse_submitted(self._checked(answer, query=False))
        except (ConnectionLost, BadResponse) as error:
            if task_id := rescued_id(bytes(received)):
                _log.warning("imini accepted task %.100s, but its answer broke off: %s", task_id, error)
                return task_id
            if not upload.complete:
                raise CutOff(message=error.message) from error
            raise SubmitUncertain(message=f"{type(error).__name__}: {error.message}") from error

    async def task(self, task_id: str) -> Task:
        """Ask where a task stands.

        Raises:
            ApiError, Unreachable, ConnectionLost, BadResponse: no state could be had this time.
        """
        await self.wait_for_cooldown()
        answer = await self._get(f"v1/images/tasks/{_segment(task_id)}")
        return parse_task(self._checked(answer, query=True))

    def _checked(self, answer: Response, *, query: bool) -> Response:
        if not is_refused(answer):
            return answer
        error = parse_error(answer, self._clock.now(), query=query)
        if isinstance(error, RateLimited):
            self._cooldown.start(demanded_pause(error))
        _log.warning("imini answered %s", error)
        raise error

    async def _get(self, path: str) -> Response:
        timeout = aiohttp.ClientTimeout(total=self._patience, sock_connect=CONNECT_TIMEOUT)
        try:
            async with self._session.get(self._at(path), timeout=timeout, **self._how(path, {})) as answer:
                return await _whole(answer, bytearray())
        except _NO_CONNECTION as error:
            raise Unreachable(message=type(error).__name__) from error
        except Exception as error:
            raise ConnectionLost(message=type(error).__name__) from error

    async def _post(self, path: str, upload: Upload, received: bytearray) -> Response:
        """Send a body once, over a connection of its own; of a 2xx, ``received`` holds what came, whole or not."""
        timeout = aiohttp.ClientTimeout(sock_connect=CONNECT_TIMEOUT)
        how = self._how(path, {"Content-Type": "application/json", "Content-Length": str(upload.size)})
        try:
            async with upload, self._submits.post(self._at(path), data=upload, timeout=timeout, **how) as answer:
                return await _whole(answer, received if answer.ok else bytearray())
        except Exception as error:
            # Whatever broke, and however the library calls it: how far the body came says what it means.
            failure = ConnectionLost if upload.begun else Unreachable
            raise failure(message=type(error).__name__) from error

    def _at(self, path: str) -> URL:
        return self._base.joinpath(path, encoded=True)

    def _how(self, path: str, headers: dict[str, str]) -> dict[str, Any]:
        """What every call to imini has: the key, the way, and no redirect that would carry the key elsewhere."""
        key = {"Authorization": f"Bearer {self._key.get_secret_value()}", "Accept": "application/json"}
        return {"headers": key | headers, "proxy": proxy_for(self._at(path)), "allow_redirects": False}


def _segment(task_id: str) -> str:
    """A task ID as one segment of a path, whatever is in it; dots alone would be taken for the way up."""
    quoted = quote(task_id, safe="")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E")


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT},
        max_line_size=HEADER_LIMIT,
        max_field_size=HEADER_LIMIT,
    )


async def _whole(answer: aiohttp.ClientResponse, received: bytearray) -> Response:
    """The answer read to its end; its body is in ``received`` as far as it came."""
    async for chunk in answer.content.iter_chunked(_CHUNK):
        received += chunk
        if len(received) > RESPONSE_LIMIT:
            raise aiohttp.ClientPayloadError("answer too large")
    return Response(answer.status, answer.headers, _json_object(bytes(received)))


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
