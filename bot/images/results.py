"""The finished pictures of a job: fetched to disk, checked against the request, made to fit an upload."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

from bot.images.errors import NoPictures
from bot.images.picture_loader import PictureLoader
from bot.images.pictures import Defect, DefectKind, Fetched, Link, Picture
from bot.images.workspace import workspace
from bot.imaging.header import DamagedImage, NotAnImage
from bot.imaging.opener import Imaging
from bot.imaging.process import ImageProcessFailed
from bot.jobs.job import Job
from bot.requests.request import Resolution

_log = logging.getLogger(__name__)

RATIO_TOLERANCE = 0.03
# Just below the smallest size of each class that openai/gpt-image-2 publishes (2K at 21:9 is 2048 x 880, 4K at 1:1 is
# 2048 x 2048): only a picture of a lower class is named.
_FEWEST_PIXELS = {Resolution.ONE_K: 500_000, Resolution.TWO_K: 1_770_000, Resolution.FOUR_K: 4_100_000}


class ResultFetcher:
    """Holds pictures on disk, in workspaces within ``folder``, for as long as they are being shown."""

    def __init__(self, loader: PictureLoader, imaging: Imaging, folder: Path) -> None:
        self._loader = loader
        self._imaging = imaging
        self._folder = folder

    def workspace(self) -> AbstractAsyncContextManager[Path]:
        """A folder to fetch pictures into; they are deleted when the block ends."""
        return workspace(self._folder)

    async def fetch(self, job: Job, folder: Path, owner: str | None = None) -> Fetched:
        """The pictures of a ready job in ``folder``, named after ``owner``: the id of a copy, or else the job's own.

        They are paid for, so what can't be loaded or shown is linked.

        Raises:
            NoPictures: there are none.
        """
        if not job.images:
            raise NoPictures(message="the task succeeded without pictures")
        async with asyncio.TaskGroup() as group:
            group.create_task(self._imaging.warm())
            numbers = range(1, len(job.images) + 1)
            tasks = [group.create_task(self._loader.load(job, number, folder, owner or job.id)) for number in numbers]
        found = [task.result() for task in tasks]
        return Fetched(
            pictures=[one for one in found if isinstance(one, Picture)],
            links=[one for one in found if isinstance(one, Link)],
            defects=[Defect(kind, one.number) for one in found for kind in _defects(job, one)],
        )

    async def fit(self, picture: Picture, limit: int) -> Picture | None:
        """The picture within ``limit`` bytes, or None if it can't be made so small."""
        target = picture.path.with_name(f"{picture.number}-small")
        try:
            path = await self._imaging.fit(picture.path, limit, target)
        except (DamagedImage, NotAnImage, ImageProcessFailed, OSError) as error:
            _log.warning("picture %d of job %s can't be made smaller: %s", picture.number, picture.owner, error)
            return None
        return replace(picture, path=path, reduced=path != picture.path) if path else None


def _defects(job: Job, found: Picture | Link) -> Iterator[DefectKind]:
    """What differs from the request."""
    if isinstance(found, Link):
        if not found.there:
            yield DefectKind.MISSING
        return
    announced = job.images[found.number - 1]
    _log.info(
        "picture %d of job %s is %d x %d, announced as %d x %d",
        found.number, job.id, found.width, found.height, announced.width, announced.height,
    )  # fmt: skip
    if found.blank:
        yield DefectKind.BLANK
    if abs(found.width / found.height / job.request.aspect_ratio.ratio - 1) > RATIO_TOLERANCE:
        yield DefectKind.RATIO
    if found.width * found.height < _FEWEST_PIXELS[job.request.resolution]:
        yield DefectKind.SMALL
