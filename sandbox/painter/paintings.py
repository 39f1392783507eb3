"""The pictures of tasks: painted when first asked for, then kept for a while."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import aiohttp
from cachetools import FIFOCache

from sandbox.imini.rules import data_bytes
from sandbox.imini.sizes import Size, dimensions
from sandbox.imini.tasks import SandboxTask
from sandbox.imini.triggers import Behaviour
from sandbox.painter.painter import blank, paint

KEPT_BYTES = 64 * 1024 * 1024
PAINTERS = 2
LARGEST_REFERENCE = 32 * 1024 * 1024
DOWNLOAD_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Painter(Protocol):
    """Paints as ``sandbox.painter.painter.paint`` does."""

    def __call__(
        self, prompt: str, size: Size, *, seed: int, references: Sequence[bytes], quality: str, index: int
    ) -> bytes:
        """The PNG of a picture."""


class Paintings:
    """Has its painter ``paint`` off the event loop, at most two pictures at once, and forgets the oldest of them.

    It keeps ``kept_bytes`` of pictures; a reference of more than ``largest_reference`` bytes is left out.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        paint: Painter = paint,
        kept_bytes: int = KEPT_BYTES,
        largest_reference: int = LARGEST_REFERENCE,
    ) -> None:
        self._session = session
        self._paint = paint
        self._largest_reference = largest_reference
        self._easels = asyncio.Semaphore(PAINTERS)
        self._kept = FIFOCache[str, bytes](kept_bytes, getsizeof=len)

    async def picture(self, task: SandboxTask, index: int) -> bytes:
        """The PNG of a task's picture number ``index`` (from 0).

        A reference that can't be fetched or read does not fail the task, which has succeeded by then: the picture shows
        a crossed-out frame in its place.
        """
        name = task.pictures[index]
        if name in self._kept:
            return self._kept[name]
        async with self._easels:
            picture = await self._painted(task, index)
        self._kept[name] = picture
        return picture

    async def _painted(self, task: SandboxTask, index: int) -> bytes:
        submitted = task.submitted
        width, height = dimensions(submitted.resolution, submitted.aspect_ratio)
        if task.behaviour is Behaviour.BLANK:
            return await asyncio.to_thread(blank, (width, height))
        size = (width // 2, height // 3) if task.behaviour is Behaviour.WRONG_SIZE else (width, height)
        references = [await self._reference(image.url) for image in submitted.images]
        return await asyncio.to_thread(
            self._paint,
            submitted.prompt,
            size,
            seed=task.seed,
            references=references,
            quality=submitted.quality,
            index=index,
        )

    async def _reference(self, url: str) -> bytes:
        """The bytes of a reference, none if it can't be had."""
        if (data := data_bytes(url)) is not None:
            return data
        try:
            async with self._session.get(url, timeout=DOWNLOAD_TIMEOUT, raise_for_status=True) as response:
                return await _read(response, self._largest_reference)
        except (aiohttp.ClientError, TimeoutError):
            return b""


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body, nothing of it if it has more than ``limit`` bytes."""
    data = bytearray()
    async for chunk in response.content.iter_any():
        data += chunk
        if len(data) > limit:
            return b""
    return bytes(data)
