"""Sends a ``PlannedResponse`` over the socket, faults included."""

import asyncio
import contextlib

from aiohttp import web

from sandbox.imini.planned_responses import PlannedResponse


async def send(
    request: web.Request, planned: PlannedResponse, closing: asyncio.Event, pace: float = 1.0
) -> web.StreamResponse:
    """Send ``planned``; ``closing`` is set when the server stops, and ends the wait of a response that hangs.

    That wait is ``pace`` times as short.
    """
    if planned.hang:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), planned.hang / pace)
    if planned.drop:
        hang_up(request)
    if planned.truncate:
        return await _send_half(request, planned)
    if planned.pace:
        return await _send_slowly(request, planned, closing)
    return web.Response(body=planned.body, status=planned.status, headers=planned.headers)


async def _send_half(request: web.Request, planned: PlannedResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=planned.status, headers=planned.headers)
    response.content_length = len(planned.body)
    await response.prepare(request)
    await response.write(planned.body[: len(planned.body) // 2])
    hang_up(request)
    return response


async def _send_slowly(request: web.Request, planned: PlannedResponse, closing: asyncio.Event) -> web.StreamResponse:
    """Send ten parts per second, until the server stops or the client disconnects."""
    response = web.StreamResponse(status=planned.status, headers=planned.headers)
    response.content_length = len(planned.body)
    await response.prepare(request)
    part = max(1, planned.pace // 10)
    with contextlib.suppress(ConnectionError):
        for start in range(0, len(planned.body), part):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(closing.wait(), 0.1)
            if closing.is_set():
                hang_up(request)
                break
            await response.write(planned.body[start : start + part])
    return response


def hang_up(request: web.Request) -> None:
    """Close the connection. To aiohttp this looks like a client that disconnected."""
    if request.transport is not None:
        request.transport.close()
