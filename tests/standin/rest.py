"""From an HTTP request to its answer, with everything on the way: faults, checks, record."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from http import HTTPStatus

from aiohttp import web

from .calls import Call, parse
from .errors import ApiError
from .faults import Fault, Faults
from .files import Cdn
from .identity import unidentified
from .reply import NO_CONTENT, Reply
from .routing import Router
from .spec import Spec

API = "/api/v10"
CDN = "/cdn/"
Record = Callable[[Call, Reply | None, Iterable[str]], Awaitable[None]]


class Rest:
    """Everything but the gateway. `record` is told each call, its answer (None if dropped) and what was wrong in it."""

    def __init__(self, router: Router, cdn: Cdn, spec: Spec | None, faults: Faults, record: Record) -> None:
        self._router = router
        self._cdn = cdn
        self._spec = spec
        self._faults = faults
        self._record = record

    async def serve(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path.removeprefix(API)
        try:
            call = await parse(request, path)
        except ApiError as error:
            return _response(error.reply())
        except ConnectionError:
            return _response(NO_CONTENT)  # The bot died while it was asking: nobody is there to read this.
        reply = await self._met(call, self._faults.claim(call))
        await self._record(call, reply, self._wrong(call, request.headers))
        return _cut(request) if reply is None else _response(reply)

    async def _met(self, call: Call, fault: Fault | None) -> Reply | None:
        """The answer after a fault had its way; None where the connection is to be dropped."""
        if fault is None:
            return await self._answer(call)
        handled = await self._answer(call) if fault.after else None
        await asyncio.sleep(fault.delay)
        if fault.drop:
            return None
        return fault.reply or handled or await self._answer(call)

    async def _answer(self, call: Call) -> Reply:
        if call.path.startswith(CDN):
            return self._cdn.serve(call.path.split("/")[-2], call.query)
        try:
            return await self._router.answer(call)
        except ApiError as error:
            return error.reply()

    def _wrong(self, call: Call, headers: Mapping[str, str]) -> Iterator[str]:
        """What breaks the API's rules in this call, whatever was answered."""
        if call.path.startswith(CDN):
            return
        yield from unidentified(headers, f"{call.method} {call.path}")
        if not self._router.knows(call):
            yield f"{call.method} {call.path}: no such route here"
        if self._spec:
            yield from self._spec.check(call)


def _response(reply: Reply) -> web.StreamResponse:
    if isinstance(reply.body, bytes):
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)
    if reply.body is None:
        return web.Response(status=HTTPStatus.NO_CONTENT)
    response = web.json_response(reply.body, status=reply.status, headers=reply.headers)
    response.charset = None  # Discord says "application/json" and nothing more; clients compare it as a whole.
    return response


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
