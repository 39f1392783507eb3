"""The pictures of tasks, painted at the first request and cached."""

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

CACHE_BYTES = 64 * 1024 * 1024
PAINTERS = 2
MAX_REFERENCE = 32 * 1024 * 1024
DOWNLOAD_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Painter(Protocol):
    """The signature of ``sandbox.painter.painter.paint``."""

    def __call__(
        self, prompt: str, size: Size, *, seed: int, references: Sequence[bytes], style: bool, quality: str, index: int
    ) -> bytes: ...


class Paintings:
    """Runs ``paint`` in threads, at most two at once, and caches the newest ``cache_bytes`` of pictures.

    References of more than ``max_reference`` bytes are left out.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        paint: Painter = paint,
        cache_bytes: int = CACHE_BYTES,
        max_reference: int = MAX_REFERENCE,
    ) -> None:
        self._session = session
        self._paint = paint
        self._max_reference = max_reference
        self._slots = asyncio.Semaphore(PAINTERS)
        self._cache = FIFOCache[str, bytes](cache_bytes, getsizeof=len)

    async def picture(self, task: SandboxTask, index: int) -> bytes:
        """The PNG of a task's picture ``index`` (from 0).

        A reference that can't be fetched or read appears as a crossed-out frame: the task has succeeded by then.
        """
        name = task.pictures[index]
        if name in self._cache:
            return self._cache[name]
        async with self._slots:
            picture = await self._painted(task, index)
        self._cache[name] = picture
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
            style=any(image.reference_type == "style" for image in submitted.images),
            quality=submitted.quality,
            index=index,
        )

    async def _reference(self, url: str) -> bytes:
        """The bytes of a reference; empty if it can't be fetched."""
        if (data := data_bytes(url)) is not None:
            return data
        try:
            async with self._session.get(url, timeout=DOWNLOAD_TIMEOUT, raise_for_status=True) as response:
                return await _read(response, self._max_reference)
        except (aiohttp.ClientError, TimeoutError):
            return b""


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body; empty if it has more than ``limit`` bytes."""
    data = bytearray()
    async for chunk in response.content.iter_any():
        data += chunk
        if len(data) > limit:
            return b""
    return bytes(data)
