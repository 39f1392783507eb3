"""How an ``PlannedResponse`` goes over the socket, its mishaps included."""

import asyncio
import contextlib

from aiohttp import web

from sandbox.imini.planned_responses import PlannedResponse


async def send(request: web.Request, answer: PlannedResponse, closing: asyncio.Event) -> web.StreamResponse:
    """Answer a request; ``closing`` (the server wants to stop) ends the wait of an answer that hangs."""
    if answer.hang:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), answer.hang)
    if answer.drop:
        hang_up(request)
    if answer.truncate:
        return await _send_half(request, answer)
    if answer.pace:
        return await _send_slowly(request, answer, closing)
    return web.Response(body=answer.body, status=answer.status, headers=answer.headers)


async def _send_half(request: web.Request, answer: PlannedResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_length = len(answer.body)
    await response.prepare(request)
    await response.write(answer.body[: len(answer.body) // 2])
    hang_up(request)
    return response


async def _send_slowly(request: web.Request, answer: PlannedResponse, closing: asyncio.Event) -> web.StreamResponse:
    """Ten parts a second, unless the server wants to stop or the client has gone."""
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_length = len(answer.body)
    await response.prepare(request)
    part = max(1, answer.pace // 10)
    with contextlib.suppress(ConnectionError):
        for start in range(0, len(answer.body), part):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(closing.wait(), 0.1)
            if closing.is_set():
                hang_up(request)
                break
            await response.write(answer.body[start : start + part])
    return response


def hang_up(request: web.Request) -> None:
    """Close the connection; aiohttp then writes to a closed transport, which it takes for a client that went away."""
    if request.transport is not None:
        request.transport.close()
