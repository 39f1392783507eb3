"""The pictures of tasks: painted when first asked for, then kept for a while."""

import asyncio
from collections import OrderedDict

import aiohttp

from sandbox.imini.rules import data_bytes
from sandbox.imini.sizes import dimensions
from sandbox.imini.tasks import Task
from sandbox.imini.triggers import Twist
from sandbox.painter.painter import blank, paint

KEPT_BYTES = 64 * 1024 * 1024
PAINTERS = 2
LARGEST_REFERENCE = 32 * 1024 * 1024
DOWNLOAD_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Gallery:
    """Paints off the event loop, at most two pictures at once, and forgets the oldest beyond ``KEPT_BYTES``."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._easels = asyncio.Semaphore(PAINTERS)
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def picture(self, task: Task, index: int) -> bytes:
        """The PNG of a task's picture number ``index`` (from 0).

        A reference that can't be fetched or read does not fail the task, which has succeeded by then: the picture shows
        a crossed-out frame in its place.
        """
        name = task.pictures[index]
        if name in self._kept:
            return self._kept[name]
        async with self._easels:
            picture = await self._paint(task, index)
        self._keep(name, picture)
        return picture

    async def _paint(self, task: Task, index: int) -> bytes:
        order = task.order
        width, height = dimensions(order.resolution, order.aspect_ratio)
        if task.twist is Twist.BLANK:
            return await asyncio.to_thread(blank, (width, height))
        size = (width // 2, height // 3) if task.twist is Twist.WRONG_SIZE else (width, height)
        references = [await self._reference(image.url) for image in order.images]
        return await asyncio.to_thread(
            paint, order.prompt, size, seed=task.seed, references=references, quality=order.quality, index=index
        )

    async def _reference(self, url: str) -> bytes:
        """The bytes of a reference, none if it can't be had."""
        if (data := data_bytes(url)) is not None:
            return data
        try:
            async with self._session.get(url, timeout=DOWNLOAD_TIMEOUT, raise_for_status=True) as response:
                return await _read(response)
        except (aiohttp.ClientError, TimeoutError):
            return b""

    def _keep(self, name: str, picture: bytes) -> None:
        self._kept[name] = picture
        while sum(map(len, self._kept.values())) > KEPT_BYTES:
            self._kept.popitem(last=False)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body, nothing of it if it is larger than a reference may be."""
    data = bytearray()
    async for chunk in response.content.iter_any():
        data += chunk
        if len(data) > LARGEST_REFERENCE:
            return b""
    return bytes(data)
