"""The opening of pictures without a process, which takes longer to start than most tests."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.image_process import ImageProcess
from bot.image_worker import perform
from bot.imaging import Imaging
from bot.pixel_budget import PixelBudget


class InThread(ImageProcess):
    """Does in a thread what the process does."""

    async def warm(self) -> None:
        """Be ready."""

    async def perform(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Do it."""
        return await asyncio.to_thread(perform, job)


def imaging() -> Imaging:
    """What a part of the bot opens pictures with."""
    return Imaging(InThread(), PixelBudget())
