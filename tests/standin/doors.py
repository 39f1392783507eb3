"""The addresses of the gateway: one to begin at, another to resume at, which can fail apart from each other.

https://discord.com/developers/docs/events/gateway#resuming
"""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Door:
    """One address, on a port of its own that it keeps while it is shut.

    What comes while it is open is served, unless `status` says what to answer instead (a page, as a proxy does), or
    `silent` that nothing is ever answered.
    """

    def __init__(self, serve: Serve) -> None:
        self.status: int | None = None
        self.silent = False
        self._serve = serve
        self._port = 0
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/"

    async def open(self) -> None:
        if self._site:
            return
        if not self._port:
            app = web.Application()
            app.router.add_get("/", self._enter)
            self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
            await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await self._site.start()
        self._port = self._runner.addresses[0][1]

    async def shut(self) -> None:
        """Nobody listens: whoever comes is refused. Who is inside stays."""
        if self._site:
            await self._site.stop()
            self._site = None

    async def remove(self) -> None:
        if self._port:
            await self._runner.cleanup()

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        if self.silent:
            await asyncio.Event().wait()
        if self.status:
            page = web.Response(status=self.status, text=f"<h1>{self.status}</h1>", content_type="text/html")
            page.force_close()
            return page
        return await self._serve(request)
