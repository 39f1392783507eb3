"""The port of METRICS_PORT: ``/metrics`` for Prometheus, ``/healthz`` and ``/readyz`` for supervisors."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.metrics.instruments import Instruments, Read

_log = logging.getLogger(__name__)

Status = Callable[[], Mapping[str, object]]
"""What ``--health`` says. Its ``ok`` is true if the bot is healthy."""


@asynccontextmanager
async def serving(host: str, port: int, instruments: Instruments, read: Read, status: Status) -> AsyncIterator[None]:
    """Serve during the block. Where the port can't be had, log an error and run without."""

    async def metrics(_: web.Request) -> web.Response:
        body, content_type = instruments.text(read())
        return web.Response(body=body, headers={"Content-Type": content_type})

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response(dict(status()))  # that it answers is what is asked

    async def readyz(_: web.Request) -> web.Response:
        told = dict(status())
        return web.json_response(told, status=200 if told["ok"] else 503)

    app = web.Application()
    app.router.add_get("/metrics", metrics)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        _log.info("metrics on http://%s:%d/metrics", host, port)
    except OSError as error:
        _log.error("metrics are off: can't listen on METRICS_HOST %s, METRICS_PORT %d (%s)", host, port, error.strerror)
    try:
        yield
    finally:
        await runner.cleanup()
