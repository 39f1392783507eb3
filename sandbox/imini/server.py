"""An imini on loopback: as strict as the real API, with pictures that it paints itself.

Source: https://docs.imini.ai. What a prompt can set off is listed in ``sandbox/imini/triggers.py``.
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
LARGEST_BODY = 128 * 1024 * 1024
GALLERY = web.AppKey("gallery", Paintings)
BODY = web.RequestKey("body", bytes)
LONG_HEADER = 9000
PAGE = b"<html><body><h1>This picture is being prepared</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came in ``at`` epoch seconds; ``json`` is None where the body is no JSON."""

    method: str
    path: str
    headers: Mapping[str, str]
    json: object
    at: float


class SandboxImini:
    """The server; an async context manager that listens on 127.0.0.1 from entry to exit.

    ``speed`` divides every duration (``math.inf``: tasks are done at once), ``waits`` draws them, ``clock`` gives epoch
    seconds, ``port`` 0 takes a free one, ``gallery`` makes what has the pictures. Nothing runs in the background: a
    task's status follows from the clock when it is asked for.

    ``script`` holds one-shot faults for each route, taken in order before anything else is looked at, ``uploads`` how
    the next submits come in; ``requests`` and ``tasks`` (by id) record what came in.
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
        gallery: Callable[[aiohttp.ClientSession], Paintings] = Paintings,
    ) -> None:
        self.key = key
        self.script: dict[Route, deque[Fault]] = {"submit": deque(), "task": deque(), "file": deque()}
        self.requests: list[Received] = []
        self._desk = TaskStore(speed, clock, rng or random.Random(), waits)  # noqa: S311 - durations and shapes, no secrets
        self._port = port
        self._new_gallery = gallery
        self._closing = asyncio.Event()
        self._intake = RequestReader(self._closing)
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
        """What the bot takes as ``IMINI_BASE_URL``."""
        return self.origin + PREFIX

    @property
    def origin(self) -> str:
        """Scheme, host and port; the pictures lie under its ``/file``."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    @property
    def uploads(self) -> deque[UploadPace]:
        """How the bodies of the next submits come in."""
        return self._intake.uploads

    @property
    def tasks(self) -> Mapping[str, SandboxTask]:
        """Every task accepted, by its id, in order."""
        return self._desk.tasks

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self._guard])
        app.router.add_post(f"{PREFIX}/v1/images/generate", self._route("submit", self._submit))
        app.router.add_get(f"{PREFIX}/v1/images/tasks/{{task_id}}", self._route("task", self._query))
        app.router.add_get("/file/{year}/{month}/{day}/{picture}.png", self._route("file", self._file))
        app.cleanup_ctx.append(self._gallery)
        app.on_shutdown.append(self._end_waits)
        return app

    async def _end_waits(self, _: web.Application) -> None:
        self._closing.set()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record the request, and put every error into the documented envelope."""
        try:
            body = await self._intake.read(request)
            if body is None:
                return web.Response()  # which nobody gets any more
            self.requests.append(_received(request, body, self._desk.now()))
            request[BODY] = body
            return await handler(request)
        except RequestError as refusal:
            answer = error(refusal.status, refusal.code, refusal.message, self._desk.request_id())
        except web.HTTPException as http:
            answer = error(http.status, HTTPStatus(http.status).name, http.reason, self._desk.request_id())
        return await send(request, answer, self._closing)

    def _route(self, name: Route, proper: Callable[[web.Request], Awaitable[PlannedResponse]]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            scripted = self.script[name]
            fault = scripted.popleft() if scripted else NO_FAULT
            replaced = fault.replaces
            answer = fault.answer(self._desk.request_id()) if replaced else fault.spoil(await proper(request))
            return await send(request, answer, self._closing)

        return handle

    async def _submit(self, request: web.Request) -> PlannedResponse:
        self._authorise(request)
        submitted = parse_submitted_request(request.content_type, request[BODY])
        fault, request_id = self._desk.strike(submitted), self._desk.request_id()
        if fault.replaces:
            return fault.answer(request_id)
        task = self._desk.accept(submitted)
        return fault.spoil(_stated(task, task.accepted(request_id)))

    async def _query(self, request: web.Request) -> PlannedResponse:
        self._authorise(request)
        task = self._desk.known(request.match_info["task_id"])
        if task is None:
            raise RequestError(404)
        return _stated(task, {**task.body(self._desk.now(), self.origin), "request_id": self._desk.request_id()})

    async def _file(self, request: web.Request) -> PlannedResponse:
        """A picture; like the real file server, it gives a foreign page (one that sends a Referer) a placeholder."""
        if "Referer" in request.headers:
            return _png(placeholder())
        found = self._desk.picture(request.path)
        if found is None:
            return PlannedResponse(b"Not found", 404, {"Content-Type": "text/plain"})
        task, index = found
        if task.behaviour is Behaviour.FILE_IS_PAGE:
            return PlannedResponse(PAGE, 200, {"Content-Type": "text/html"})
        picture = await request.app[GALLERY].picture(task, index)
        return _png(picture[: len(picture) // 2] if task.behaviour is Behaviour.FILE_CUT else picture)

    async def _gallery(self, app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            app[GALLERY] = self._new_gallery(session)
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


def _stated(task: SandboxTask, data: Mapping[str, object]) -> PlannedResponse:
    """An answer about a task."""
    odd = Fault(headers={"X-Trace": "0" * LONG_HEADER}) if task.behaviour is Behaviour.ODD else NO_FAULT
    return odd.spoil(in_json(data))


def _png(picture: bytes) -> PlannedResponse:
    return PlannedResponse(picture, 200, {"Content-Type": "image/png"})
