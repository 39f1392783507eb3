"""Where the sandbox's Discord keeps what members attach.

SimCord holds those files in memory, under an address that leads nowhere. Here they lie on loopback as well, so that bot
and imini fetch them as they would from Discord's CDN.
"""

import io
import warnings
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import quote

import simcord
from aiohttp import web
from PIL import Image


class Uploads:
    """A file server on 127.0.0.1, listening from entry to exit; ``serve`` gives it the files of a SimCord."""

    def __init__(self) -> None:
        app = web.Application()
        app.router.add_get("/attachments/{id}/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None)
        self._files: dict[str, tuple[bytes, str]] = {}

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

    def serve(self, env: simcord.Env) -> None:
        """Give every file attached to a command an address here, before the bot hears of it."""

        def readdress(event: str, payload: Mapping[str, Any]) -> None:
            if event == "INTERACTION_CREATE":
                for attachment in payload["data"].get("resolved", {}).get("attachments", {}).values():
                    self._adopt(attachment, env.backend.cdn.get(attachment["url"]) or b"")

        env.backend.subscribers.insert(0, readdress)

    def _adopt(self, attachment: dict[str, Any], data: bytes) -> None:
        self._files[attachment["id"]] = data, attachment["content_type"]
        url = f"{self.origin}/attachments/{attachment['id']}/{quote(attachment['filename'])}"
        attachment.update(url=url, proxy_url=url, **_dimensions(data))

    async def _file(self, request: web.Request) -> web.Response:
        data, content_type = self._files.get(request.match_info["id"], (None, ""))
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data, headers={"Content-Type": content_type})


def _dimensions(data: bytes) -> dict[str, int]:
    """What Discord says of a file that is a picture: width and height in pixels."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            return {"width": image.width, "height": image.height}
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return {}
