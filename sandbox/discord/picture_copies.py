"""Pictures that messages show from links. Discord fetches those itself and shows small copies, as does the sandbox."""

import asyncio
import io
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import aiohttp
from PIL import Image
from simcord import HttpLogEntry
from simcord.components import walk_components

LOCAL = "http://127.0.0.1:"
"""Where imini and the members' files are; nothing is fetched from anywhere else."""

LONGEST_SIDE = 800
"""Of a copy, in pixels: as large as the page shows any."""

TIMEOUT = aiohttp.ClientTimeout(total=10)


class PictureCopies:
    """Looks through the bot's ``calls`` to Discord; what they link goes into ``shown``, name and bytes by address."""

    def __init__(self, calls: Sequence[HttpLogEntry], shown: MutableMapping[str, tuple[str, bytes]]) -> None:
        self._calls = calls
        self._shown = shown
        self._seen = 0

    async def fetch(self) -> bool:
        """Fetch what was linked since the last time; whether there was anything. What can't be had is left out."""
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
            self._shown[link] = "picture.webp", await asyncio.to_thread(_small, picture)
        except (aiohttp.ClientError, TimeoutError, OSError, SyntaxError, ValueError):
            return


def _links(body: object) -> Iterator[str]:
    """The addresses of pictures in a call's message; the first answer to a command has it under ``data``."""
    message: dict[str, Any] = body.get("data", body) if isinstance(body, dict) else {}
    for component in walk_components(message.get("components") or []):
        for holder in (component, *component.get("items", ())):
            if "media" in holder:
                yield holder["media"]["url"]


def _small(picture: bytes) -> bytes:
    copy = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        image.save(copy, "WEBP")
    return copy.getvalue()
