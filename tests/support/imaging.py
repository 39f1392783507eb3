"""Decodes pictures without a process, which takes longer to start than most tests run."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.imaging.opener import Imaging
from bot.imaging.pixel_budget import PixelBudget
from bot.imaging.process import ImageProcess
from bot.imaging.worker import perform


class InThread(ImageProcess):
    """Does in a thread what the process does."""

    async def warm(self) -> None:
        """Nothing has to start."""

    async def perform(self, job: Mapping[str, Any]) -> dict[str, Any]:
        return await asyncio.to_thread(perform, job)


def imaging() -> Imaging:
    return Imaging([InThread()], PixelBudget())
