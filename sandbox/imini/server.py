"""An imini on loopback, as strict as the real API. It paints its own pictures.

Source: https://docs.imini.ai. ``sandbox/imini/triggers.py`` lists the words of a prompt that cause a failure.
"""

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, Self

import aiohttp
from aiohttp import web

from sandbox.imini.planned_responses import NO_FAULT, Fault, PlannedResponse, RequestError, error, in_json
from sandbox.imini.request_reader import RequestReader, UploadPace
from sandbox.imini.responses import send
from sandbox.imini.rules import parse_submitted_request
from sandbox.imini.task_store import TaskStore
from sandbox.imini.tasks import SandboxTask, Waits, waits
from sandbox.imini.triggers import Behaviour
from sandbox.painter.painter import placeholder
from sandbox.painter.paintings import Paintings

Route = Literal["submit", "task", "file"]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PREFIX = "/imini/router"
MAX_BODY = 128 * 1024 * 1024
PAINTINGS = web.AppKey("paintings", Paintings)
BODY = web.RequestKey("body", bytes)
LONG_HEADER = 9000
PAGE = b"<html><body><h1>This picture is being prepared</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Received:
    """A request that arrived ``at`` epoch seconds; ``json`` is None if the body isn't JSON."""

    method: str
    path: str
    headers: Mapping[str, str]
    json: object
    at: float


class SandboxImini:
    """The server; an async context manager that listens on 127.0.0.1 from entry to exit.

    ``speed`` divides every duration (``math.inf``: tasks finish at once), ``waits`` draws the durations, ``port`` 0
    picks a free one, ``paintings`` makes the store of pictures. ``clock`` returns epoch seconds and runs ``pace`` times
    as fast as real time; responses hang as much shorter. Nothing runs in the background: a query computes the task's
    status from the clock.

    ``script`` holds one-shot faults for each route, used in order before the request is processed; ``uploads`` say how
    the next submits are read; ``requests`` and ``tasks`` (by id) record what arrived.
    """

    def __init__(
        self,
        *,
        key: str = "sandbox-key",
        speed: float = 1.0,
        clock: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        waits: Waits = waits,
        port: int = 0,
        pace: float = 1.0,
        paintings: Callable[[aiohttp.ClientSession], Paintings] = Paintings,
    ) -> None:
        self.key = key
        self.script: dict[Route, deque[Fault]] = {"submit": deque(), "task": deque(), "file": deque()}
        self.requests: list[Received] = []
        self._store = TaskStore(speed, clock, rng or random.Random(), waits)  # noqa: S311 - durations and shapes, no secrets
        self._port = port
        self._pace = pace
        self._make_paintings = paintings
        self._closing = asyncio.Event()
        self._reader = RequestReader(self._closing)
        self._runner = web.AppRunner(self._app(), access_log=None)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """The bot's ``IMINI_BASE_URL``."""
        return self.origin + PREFIX

    @property
    def origin(self) -> str:
        """Scheme, host and port; pictures are served below ``/file``."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    @property
    def uploads(self) -> deque[UploadPace]:
        """How the bodies of the next submits are read."""
        return self._reader.uploads

    @property
    def tasks(self) -> Mapping[str, SandboxTask]:
        """Every accepted task by its id, oldest first."""
        return self._store.tasks

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY, middlewares=[self._guard])
        app.router.add_post(f"{PREFIX}/v1/images/generate", self._route("submit", self._submit))
        app.router.add_get(f"{PREFIX}/v1/images/tasks/{{task_id}}", self._route("task", self._query))
        app.router.add_get("/file/{year}/{month}/{day}/{picture}.png", self._route("file", self._file))
        app.cleanup_ctx.append(self._open_paintings)
        app.on_shutdown.append(self._end_waits)
        return app

    async def _end_waits(self, _: web.Application) -> None:
        self._closing.set()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record the request, and send every error in the documented envelope."""
        try:
            body = await self._reader.read(request)
            if body is None:
                return web.Response()  # never sent: the connection is closed
            self.requests.append(_received(request, body, self._store.now()))
            request[BODY] = body
            return await handler(request)
        except RequestError as failure:
            planned = error(failure.status, failure.code, failure.message, self._store.request_id())
        except web.HTTPException as http:
            planned = error(http.status, HTTPStatus(http.status).name, http.reason, self._store.request_id())
        return await send(request, planned, self._closing, self._pace)

    def _route(self, name: Route, respond: Callable[[web.Request], Awaitable[PlannedResponse]]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            scripted = self.script[name]
            fault = scripted.popleft() if scripted else NO_FAULT
            replaced = fault.replaces
            planned = fault.response(self._store.request_id()) if replaced else fault.spoil(await respond(request))
            return await send(request, planned, self._closing, self._pace)

        return handle

    async def _submit(self, request: web.Request) -> PlannedResponse:
        self._authorise(request)
        submitted = parse_submitted_request(request.content_type, request[BODY])
        fault, request_id = self._store.fault(submitted), self._store.request_id()
        if fault.replaces:
            return fault.response(request_id)
        # The task exists even if the fault loses its response: that leaves a client in doubt, as with the real imini.
        task = self._store.accept(submitted)
        return fault.spoil(_task_response(task, task.accepted(request_id)))

    async def _query(self, request: web.Request) -> PlannedResponse:
        self._authorise(request)
        task = self._store.visible(request.match_info["task_id"])
        if task is None:
            raise RequestError(404)
        return _task_response(
            task, {**task.body(self._store.now(), self.origin), "request_id": self._store.request_id()}
        )

    async def _file(self, request: web.Request) -> PlannedResponse:
        """A picture. Like the real file server, it sends a placeholder to other sites, which send a Referer."""
        if "Referer" in request.headers:
            return _png(placeholder())
        found = self._store.picture(request.path)
        if found is None:
            return PlannedResponse(b"Not found", 404, {"Content-Type": "text/plain"})
        task, index = found
        if task.behaviour is Behaviour.FILE_IS_PAGE:
            return PlannedResponse(PAGE, 200, {"Content-Type": "text/html"})
        picture = await request.app[PAINTINGS].picture(task, index)
        return _png(picture[: len(picture) // 2] if task.behaviour is Behaviour.FILE_CUT else picture)

    async def _open_paintings(self, app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            app[PAINTINGS] = self._make_paintings(session)
            yield

    def _authorise(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            raise RequestError(401)


def _received(request: web.Request, body: bytes, at: float) -> Received:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    return Received(request.method, request.path, request.headers, data, at)


def _task_response(task: SandboxTask, data: Mapping[str, object]) -> PlannedResponse:
    odd = Fault(headers={"X-Trace": "0" * LONG_HEADER}) if task.behaviour is Behaviour.ODD else NO_FAULT
    return odd.spoil(in_json(data))


def _png(picture: bytes) -> PlannedResponse:
    return PlannedResponse(picture, 200, {"Content-Type": "image/png"})
