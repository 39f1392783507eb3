"""Fetches a job's finished pictures, checks them against the request, and shrinks them to fit an upload."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.images.errors import NoPictures
from bot.images.picture_loader import PictureLoader
from bot.images.pictures import Defect, DefectKind, Fetched, Link, Picture
from bot.images.workspace import Workspace, workspace
from bot.imaging.header import DamagedImage, NotAnImage
from bot.imaging.opener import Imaging
from bot.imaging.process import ImageProcessFailed
from bot.jobs.job import Job
from bot.net.memory_budget import MemoryBudget
from bot.requests.request import Resolution

_log = logging.getLogger(__name__)

RATIO_TOLERANCE = 0.03
# Just below the smallest published size of each openai/gpt-image-2 resolution (2K at 21:9 is 2048 x 880, 4K at 1:1 is
# 2048 x 2048), so that only a picture of a lower resolution counts as too small.
_FEWEST_PIXELS = {Resolution.ONE_K: 500_000, Resolution.TWO_K: 1_770_000, Resolution.FOUR_K: 4_100_000}

_MOST_PIXELS = {Resolution.ONE_K: 1_048_576, Resolution.TWO_K: 4_194_304, Resolution.FOUR_K: 8_294_400}
_BYTES_PER_PIXEL = 2
"""Of a PNG that compresses badly."""


class ResultFetcher:
    """Fetches pictures into workspaces: into memory within the budget ``memory``, else below ``folder``."""

    def __init__(self, loader: PictureLoader, imaging: Imaging, folder: Path, memory: MemoryBudget) -> None:
        self._loader = loader
        self._imaging = imaging
        self._folder = folder
        self._memory = memory

    @asynccontextmanager
    async def workspace(self) -> AsyncIterator[Workspace]:
        """A workspace for ``fetch``; what it holds is deleted when the block ends."""
        with self._memory.share() as memory:
            async with workspace(self._folder) as folder:
                yield Workspace(folder, memory)

    def may_shrink(self, job: Job) -> bool:
        """Whether it is likely enough that pictures must be made smaller to ``prepare`` for it."""
        return _MOST_PIXELS[job.request.resolution] * _BYTES_PER_PIXEL > job.card.upload_limit

    async def prepare(self, job: Job) -> None:
        """Start the processes that the pictures of ``job`` will need. Those without work end by themselves."""
        await self._imaging.warm(job.request.num)

    async def fetch(self, job: Job, workspace: Workspace, owner: str | None = None) -> Fetched:
        """Fetch all pictures of a ready job into ``workspace``, named after ``owner`` (the id of a copy) or the job.

        Pictures that can't be loaded or shown become links, as imini bills them anyway.

        Raises:
            NoPictures: the job has none.
        """
        if not job.images:
            raise NoPictures(message="the task succeeded without pictures")
        async with asyncio.TaskGroup() as group:
            if self.may_shrink(job):
                group.create_task(self.prepare(job))
            numbers = range(1, len(job.images) + 1)
            tasks = [
                group.create_task(self._loader.load(job, number, workspace, owner or job.id)) for number in numbers
            ]
        results = [task.result() for task in tasks]
        return Fetched(
            pictures=[one for one in results if isinstance(one, Picture)],
            links=[one for one in results if isinstance(one, Link)],
            defects=[Defect(kind, one.number) for one in results for kind in _defects(job, one)],
        )

    async def fit(self, picture: Picture, limit: int, owner: int) -> Picture | None:
        """The picture in at most ``limit`` bytes, or None if that is not possible. The member ``owner`` takes turns."""
        target = picture.path.with_name(f"{picture.number}-small")
        try:
            path = await self._imaging.fit(picture.path, limit, target, owner, picture.data)
        except (DamagedImage, NotAnImage, ImageProcessFailed, OSError) as error:
            _log.warning("picture %d of job %s couldn't be compressed: %s", picture.number, picture.owner, error)
            return None
        if path == picture.path:
            return picture
        return replace(picture, path=path, data=None, reduced=True) if path else None


def _defects(job: Job, result: Picture | Link) -> Iterator[DefectKind]:
    """How a picture differs from the request."""
    if isinstance(result, Link):
        if not result.is_available:
            yield DefectKind.MISSING
        return
    announced = job.images[result.number - 1]
    if (result.width, result.height) != (announced.width, announced.height):
        _log.info(
            "picture %d of job %s is %d x %d, announced as %d x %d",
            result.number, job.id, result.width, result.height, announced.width, announced.height,
        )  # fmt: skip
    if result.blank:
        yield DefectKind.BLANK
    if abs(result.width / result.height / job.request.aspect_ratio.ratio - 1) > RATIO_TOLERANCE:
        yield DefectKind.RATIO
    if result.width * result.height < _FEWEST_PIXELS[job.request.resolution]:
        yield DefectKind.SMALL
