"""The client of imini's image API: submit and task. One attempt a call; whoever calls decides about another.

(aiohttp itself repeats a GET, never a POST, whose connection turned out to be closed already.)

Source: https://docs.imini.ai (getting started, image generation, task query).
"""

import json
import logging
from datetime import timedelta
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from aiohttp.resolver import DefaultResolver
from pydantic import SecretStr
from yarl import URL

from bot.clock import Clock
from bot.errors import BadAnswer, ConnectionLost, RateLimited, SubmitUncertain, Unreachable
from bot.network import Origins, PublicResolver
from bot.request import ImagineRequest
from bot.retry import demanded_pause
from bot.throttle import Throttle
from bot.wire import Answer, Task, read_error, read_submitted, read_task

_log = logging.getLogger(__name__)

CONNECT_TIMEOUT = 10.0
ANSWER_LIMIT = 1 << 20
_CHUNK = 256 << 10


class IminiClient:
    """One session to imini. Use as ``async with``.

    Args:
        base_url: where ``/v1/images/…`` lives.
        timeout: for one whole call, body included.
        origins: the addresses that need not be public https.
    """

    def __init__(
        self, base_url: str, key: SecretStr, *, timeout: timedelta, origins: Origins, clock: Clock, throttle: Throttle
    ) -> None:
        self._base = URL(base_url)
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
            answer = await self._call("POST", "v1/images/generate", request.body())
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
        answer = await self._call("GET", f"v1/images/tasks/{_segment(task_id)}")
        return read_task(self._checked(answer, query=True))

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
                method,
                self._base.joinpath(path, encoded=True),
                json=body,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
            ) as answer:
                return Answer(answer.status, answer.headers, _json_object(await _read(answer, ANSWER_LIMIT)))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreachable(message=type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionLost(message=type(error).__name__) from error


def _segment(task_id: str) -> str:
    """A task ID as one segment of a path, whatever is in it; dots alone would be taken for the way up."""
    quoted = quote(task_id, safe="")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E")


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
