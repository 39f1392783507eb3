"""Pictures opened where they can do no harm: in a process of their own, within the budget of the whole bot."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.imaging.header import DamagedImage, Inspection, read_header
from bot.imaging.pixel_budget import PixelBudget
from bot.imaging.process import ImageProcess, ImageProcessFailed
from bot.runtime.fair_slots import FairSlots

SMALLEST_LIMIT: Final = 256 << 10
"""Bytes below which a picture is not worth showing; a link to the original serves better."""

MOST_PIXELS: Final = 16_777_216
"""Pixels of a picture that is re-encoded: twice those of the largest that imini draws, 3840 x 2160."""


class Imaging:
    """Looks at pictures and makes them smaller, one at a time, each ``owner`` in turn.

    What members attach and what imini made have one each, so that neither holds the other up; ``budget`` is the same.
    """

    def __init__(self, process: ImageProcess, budget: PixelBudget) -> None:
        self._process = process
        self._budget = budget
        self._turns = FairSlots(1)

    async def warm(self) -> None:
        """Get ready for pictures that are on their way."""
        await self._process.warm()

    async def inspect(self, path: Path, owner: int = 0) -> Inspection:
        """Decode a picture and look at it.

        Raises:
            NotAnImage, DamagedImage: it can't be read.
            ImageProcessFailed: nobody can tell.
            OSError: the file can't be read.
        """
        answer = await self._perform(path, owner, {"do": "inspect"})
        try:
            return Inspection(int(answer["width"]), int(answer["height"]), bool(answer["blank"]))
        except (KeyError, TypeError, ValueError):
            raise ImageProcessFailed("not an answer") from None

    async def fit(self, source: Path, limit: int, target: Path, owner: int = 0) -> Path | None:
        """Make a picture fit into ``limit`` bytes: as it is, else re-encoded, else with fewer pixels as well.

        Returns ``source`` itself if it fits, else ``target`` with the right suffix, or None if nothing fits.

        Raises:
            NotAnImage, DamagedImage: it can't be read.
            ImageProcessFailed: nobody can tell.
            OSError: a file can't be read or written.
        """
        if (await asyncio.to_thread(source.stat)).st_size <= limit:
            return source
        if limit < SMALLEST_LIMIT:
            return None
        job = {"do": "fit", "limit": limit, "target": str(target), "most_pixels": MOST_PIXELS}
        answer = await self._perform(source, owner, job)
        # The process may say of what kind its picture is, but not where a file lies that the bot would show.
        suffix = answer.get("suffix")
        return target.with_suffix(suffix) if suffix in {".jpg", ".webp"} else None

    async def _perform(self, path: Path, owner: int, job: Mapping[str, Any]) -> dict[str, Any]:
        header = await asyncio.to_thread(read_header, path)
        async with self._turns.slot(0, owner), self._budget.reserve(header.pixels):
            answer = await self._process.perform({"path": str(path), **job})
        if why := answer.get("damaged"):
            raise DamagedImage(str(why))
        if why := answer.get("disk"):
            raise OSError(str(why))
        return answer
