"""Small copies of linked pictures. Discord's media proxy makes them, so the sandbox does too."""

import asyncio
import io
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import aiohttp
from PIL import Image
from simcord import HttpLogEntry
from simcord.components import walk_components

LOCAL = "http://127.0.0.1:"
"""The origin of imini's and the members' files; nothing else is fetched."""

MAX_SIDE = 800
"""Longest side of a copy in pixels, the largest that the page shows."""

TIMEOUT = aiohttp.ClientTimeout(total=10)


class PictureCopies:
    """Fetches the pictures that the bot's ``calls`` to Discord link, into ``shown``: name and bytes by URL."""

    def __init__(self, calls: Sequence[HttpLogEntry], shown: MutableMapping[str, tuple[str, bytes]]) -> None:
        self._calls = calls
        self._shown = shown
        self._seen = 0

    async def fetch(self) -> bool:
        """Fetch new links; returns whether there were any. Links that fail are left out."""
        calls = self._calls[self._seen :]
        self._seen += len(calls)
        links = {link for call in calls for link in _links(call.json) if link.startswith(LOCAL)} - self._shown.keys()
        if not links:
            return False
        async with aiohttp.ClientSession(timeout=TIMEOUT, raise_for_status=True) as session:
            await asyncio.gather(*(self._fetch(session, link) for link in links))
        return True

    async def _fetch(self, session: aiohttp.ClientSession, link: str) -> None:
        try:
            async with session.get(link) as response:
                picture = await response.read()
            self._shown[link] = "picture.webp", await asyncio.to_thread(_thumbnail, picture)
        except (aiohttp.ClientError, TimeoutError, OSError, SyntaxError, ValueError):
            return


def _links(body: object) -> Iterator[str]:
    # The initial response to an interaction has its message below ``data``.
    message: dict[str, Any] = body.get("data", body) if isinstance(body, dict) else {}
    for component in walk_components(message.get("components") or []):
        for holder in (component, *component.get("items", ())):
            if "media" in holder:
                yield holder["media"]["url"]


def _thumbnail(picture: bytes) -> bytes:
    copy = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        image.save(copy, "WEBP")
    return copy.getvalue()
