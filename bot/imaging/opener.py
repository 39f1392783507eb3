"""Inspects and shrinks pictures in separate processes, within the pixel budget of the whole bot."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.imaging.header import DamagedImage, Header, Inspection, read_header
from bot.imaging.pixel_budget import PixelBudget
from bot.imaging.process import ImageProcess, ImageProcessFailed
from bot.runtime.fair_slots import FairSlots

SMALLEST_LIMIT: Final = 256 << 10
"""Below this many bytes, a link to the original serves better than a picture."""

MAX_PIXELS: Final = 16_777_216
"""Maximum pixels of a re-encoded picture: twice those of imini's largest, 3840 x 2160."""


class Imaging:
    """Handles as many pictures at once as there are ``processes``, each ``owner`` in turn.

    Attachments and results have an instance each, so that neither blocks the other; they share the ``budget``.
    """

    def __init__(self, processes: Sequence[ImageProcess], budget: PixelBudget) -> None:
        self._free = list(processes)
        self._budget = budget
        self._turns = FairSlots(len(processes))

    async def warm(self, pictures: int) -> None:
        """Start the processes for so many ``pictures`` that will be here soon."""
        # The last ones are used first. One that is at work runs already, and will be free again.
        await asyncio.gather(*(process.warm() for process in self._free[-pictures:]))

    async def inspect(self, path: Path, owner: int = 0, data: bytes | None = None) -> Inspection:
        """Decode a picture: the file ``path``, or ``data``, which are written there for the process.

        Raises:
            NotAnImage, DamagedImage: the picture can't be decoded.
            ImageProcessFailed: the process failed, so nothing is known of the picture.
            OSError: the file can't be read or written.
        """
        response = await self._perform(path, owner, {"do": "inspect"}, data)
        try:
            return Inspection(int(response["width"]), int(response["height"]), bool(response["blank"]))
        except (KeyError, TypeError, ValueError):
            raise ImageProcessFailed("invalid response") from None

    async def fit(
        self, source: Path, limit: int, target: Path, owner: int = 0, data: bytes | None = None
    ) -> Path | None:
        """Fit a picture into ``limit`` bytes: unchanged, else re-encoded, else with fewer pixels as well.

        The picture is the file ``source``, or ``data``, which are written there for the process. Returns ``source``
        itself if it fits, else ``target`` with the right suffix, or None if nothing fits.

        Raises:
            NotAnImage, DamagedImage: the picture can't be decoded.
            ImageProcessFailed: the process failed, so nothing is known of the picture.
            OSError: a file can't be read or written.
        """
        size = (await asyncio.to_thread(source.stat)).st_size if data is None else len(data)
        if size <= limit:
            return source
        if limit < SMALLEST_LIMIT:
            return None
        task = {"do": "fit", "limit": limit, "target": str(target), "max_pixels": MAX_PIXELS}
        response = await self._perform(source, owner, task, data)
        # A compromised process may choose between the two formats, but not which file the bot uploads.
        suffix = response.get("suffix")
        return target.with_suffix(suffix) if suffix in {".jpg", ".webp"} else None

    async def _perform(self, path: Path, owner: int, task: Mapping[str, Any], data: bytes | None) -> dict[str, Any]:
        header = await asyncio.to_thread(_prepared, path, data)
        async with self._turns.slot(0, owner), self._budget.reserve(header.pixels):
            response = await self._perform_in_free_process({"path": str(path), **task})
        if reason := response.get("damaged"):
            raise DamagedImage(str(reason))
        if reason := response.get("disk"):
            raise OSError(str(reason))
        return response

    async def _perform_in_free_process(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """One of them is free, as there are no more turns. The one used last is taken, so that the others can end."""
        process = self._free.pop()
        try:
            return await process.perform(task)
        finally:
            self._free.append(process)


def _prepared(path: Path, data: bytes | None) -> Header:
    """The header of the picture, whose file is written first if it is in memory."""
    if data is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return read_header(path)
