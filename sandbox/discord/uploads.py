"""Serves the files that members attach.

SimCord keeps them in memory, and their URLs lead nowhere. Here they are served on loopback as well, so that the bot and
imini can fetch them as they would from Discord's CDN.
"""

import io
import warnings
from typing import Any, Self
from urllib.parse import quote

from aiohttp import web
from PIL import Image


class Uploads:
    """A file server on 127.0.0.1, listening from entry to exit. ``requested`` are the ids of the fetched files."""

    def __init__(self) -> None:
        app = web.Application()
        app.router.add_get("/attachments/{id}/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None)
        self._files: dict[str, tuple[bytes, str]] = {}
        self.requested: list[str] = []

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def add(self, attachment: dict[str, Any], data: bytes) -> None:
        """Serve ``data``, and put its URL and dimensions into the payload of its ``attachment``."""
        self._files[attachment["id"]] = data, attachment["content_type"]
        url = f"{self.origin}/attachments/{attachment['id']}/{quote(attachment['filename'])}"
        attachment.update(url=url, proxy_url=url, **_dimensions(data))

    async def _file(self, request: web.Request) -> web.Response:
        self.requested.append(request.match_info["id"])
        data, content_type = self._files.get(request.match_info["id"], (None, ""))
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data, headers={"Content-Type": content_type})


def _dimensions(data: bytes) -> dict[str, int]:
    """Width and height in pixels of a file that is a picture."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            return {"width": image.width, "height": image.height}
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return {}
