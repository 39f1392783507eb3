"""HTTP client of imini's image API: submit and task. Each call makes one attempt; callers decide about retries.

aiohttp itself repeats a GET, but never a POST, if a kept connection turns out to be closed.

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

from bot.imini.cooldown import Cooldown
from bot.imini.errors import BadResponse, ConnectionLost, CutOff, RateLimited, SubmitUncertain, Unreachable
from bot.imini.responses import Response, is_refused, parse_error, parse_submitted, parse_task, rescued_id
from bot.imini.retry_policy import demanded_pause
from bot.jobs.task import Task
from bot.net.guard import AllowedOrigins, PublicResolver, proxy_for
from bot.net.session import CHUNK, CONNECT_TIMEOUT, new_session
from bot.net.upload import Upload, eager_socket
from bot.requests.models import Model
from bot.requests.request import ImagineRequest
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

RESPONSE_LIMIT = 1 << 20

_SUBMIT_TIMEOUT = aiohttp.ClientTimeout(sock_connect=CONNECT_TIMEOUT)
"""``Upload`` watches the rest."""

_NO_CONNECTION = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)


class IminiClient:
    """Calls imini. Use as ``async with``.

    Args:
        base_url: the prefix of ``/v1/images/…``.
        timeout: for one whole response, its body included.
        origins: configured addresses, which may be private or plain http.
        resolver: creates the DNS resolver.
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
        self._timeout = timeout.total_seconds()
        self._query_timeout = aiohttp.ClientTimeout(total=self._timeout, sock_connect=CONNECT_TIMEOUT)
        self._origins = origins
        self._clock = clock
        self._cooldown = cooldown
        self._new_resolver = resolver
        self._proxy: str | None = None
        self._session: aiohttp.ClientSession
        self._submits: aiohttp.ClientSession
        self._resolver: PublicResolver

    async def __aenter__(self) -> Self:
        """Raises UnusableProxy."""
        # Every request goes to this one server. An unusable proxy fails the start, not the first request.
        self._proxy = proxy_for(self._base)
        # aiohttp closes only a resolver that it made itself.
        self._resolver = PublicResolver(self._new_resolver(), self._origins)
        self._session = new_session(aiohttp.TCPConnector(resolver=self._resolver))
        # If a kept connection is closed just before a POST, its outcome is unknown
        # (https://www.rfc-editor.org/rfc/rfc9112#section-9.5). A new connection costs each submit its handshakes.
        fresh = aiohttp.TCPConnector(resolver=self._resolver, force_close=True, socket_factory=eager_socket)
        self._submits = new_session(fresh)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._submits.close()
        await self._resolver.close()

    @property
    def is_cooling_down(self) -> bool:
        return self._cooldown.is_active

    async def wait_for_cooldown(self) -> None:
        await self._cooldown.wait()

    def use_key(self, key: SecretStr) -> None:
        """Send ``key`` with every call from now on."""
        self._key = key

    async def submit(self, request: ImagineRequest) -> str:
        """Request pictures; returns the task ID.

        Raises:
            ApiError: imini or a gateway refused, so nothing was accepted; see its subclasses.
            Unreachable, CutOff: the request was not sent completely, so nothing was accepted.
            SubmitUncertain: the task may exist.
        """
        await self.wait_for_cooldown()
        upload, received = Upload(json.dumps(self._model.body(request)).encode(), self._timeout), bytearray()
        try:
            response = await self._post("v1/images/generate", upload, received)
            return parse_submitted(self._check(response, query=False))
        except (ConnectionLost, BadResponse) as error:
            if task_id := rescued_id(bytes(received)):
                _log.warning("imini accepted task %.100s, but its response broke off: %s", task_id, error)
                return task_id
            # A request whose last byte was never sent can't have been accepted.
            if not upload.complete:
                raise CutOff(message=error.message) from error
            raise SubmitUncertain(message=f"{type(error).__name__}: {error.message}") from error

    async def task(self, task_id: str) -> Task:
        """Query the state of a task.

        Raises:
            ApiError, Unreachable, ConnectionLost, BadResponse: this query brought no state.
        """
        await self.wait_for_cooldown()
        response = await self._get(f"v1/images/tasks/{_path_segment(task_id)}")
        return parse_task(self._check(response, query=True))

    def _check(self, response: Response, *, query: bool) -> Response:
        if not is_refused(response):
            return response
        error = parse_error(response, self._clock.now(), query=query)
        if isinstance(error, RateLimited):
            self._cooldown.start(demanded_pause(error))
        _log.warning("imini responded with an error: %s", error)
        raise error

    async def _get(self, path: str) -> Response:
        url, options = self._url(path), self._options({})
        try:
            async with self._session.get(url, timeout=self._query_timeout, **options) as response:
                return await _read(response, bytearray())
        except _NO_CONNECTION as error:
            raise Unreachable(message=type(error).__name__) from error
        except Exception as error:
            raise ConnectionLost(message=type(error).__name__) from error

    async def _post(self, path: str, upload: Upload, received: bytearray) -> Response:
        """Send a body once, over a new connection. ``received`` gets the body of a 2xx, even a partial one."""
        options = self._options({"Content-Type": "application/json", "Content-Length": str(upload.size)})
        try:
            async with (
                upload,
                self._submits.post(self._url(path), data=upload, timeout=_SUBMIT_TIMEOUT, **options) as response,
            ):
                return await _read(response, received if response.ok else bytearray())
        except Exception as error:
            # aiohttp's exception type does not tell whether the request left; the bytes handed out do.
            failure = ConnectionLost if upload.begun else Unreachable
            raise failure(message=type(error).__name__) from error

    def _url(self, path: str) -> URL:
        return self._base.joinpath(path, encoded=True)

    def _options(self, headers: dict[str, str]) -> dict[str, Any]:
        """Options of every call. Redirects are off, as they would send the key to another server."""
        key = {"Authorization": f"Bearer {self._key.get_secret_value()}", "Accept": "application/json"}
        return {"headers": key | headers, "proxy": self._proxy, "allow_redirects": False}


def _path_segment(task_id: str) -> str:
    """``task_id`` as one path segment. Dots are escaped in an ID of dots alone, which would change the path."""
    quoted = quote(task_id, safe="")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E")


async def _read(response: aiohttp.ClientResponse, received: bytearray) -> Response:
    """The response, read to its end; ``received`` gets the body as it arrives."""
    async for chunk in response.content.iter_chunked(CHUNK):
        received += chunk
        if len(received) > RESPONSE_LIMIT:
            raise aiohttp.ClientPayloadError("response too large")
    return Response(response.status, response.headers, _json_object(bytes(received)))


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
