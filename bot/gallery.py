"""The finished pictures of a job: fetched to disk, checked against what was asked, made to fit an upload."""

import asyncio
import logging
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from bot.clock import Clock
from bot.download import Downloader
from bot.errors import DownloadFailed, NoPictures
from bot.image_header import DamagedImage, Header, Inspection, NotAnImage, read_header
from bot.image_process import ImageProcessFailed
from bot.imaging import Imaging
from bot.job import Job, RemoteImage
from bot.picture_names import PictureName
from bot.request import Resolution
from bot.retry import Backoff

_log = logging.getLogger(__name__)

DOWNLOAD_TRIES = 4
DOWNLOAD_LIMIT = 64 << 20
RATIO_TOLERANCE = 0.03
MAX_RESULT_PIXELS = 80_000_000
# Just below the smallest size of each class that openai/gpt-image-2 publishes (2K at 21:9 is 2048 x 880, 4K at 1:1 is
# 2048 x 2048): only a picture of a lower class is named.
_FEWEST_PIXELS = {Resolution.ONE_K: 500_000, Resolution.TWO_K: 1_770_000, Resolution.FOUR_K: 4_100_000}


@dataclass(frozen=True, slots=True)
class Note:
    """Something the card has to name: a key of the texts, and the number (from 1) of the picture it is about."""

    key: str
    picture: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture on disk; ``number`` counts from 1, ``url`` is the untouched original at imini.

    ``owner`` is the id of the job that it was fetched for, or of a copy of it.
    """

    owner: str
    number: int
    path: Path
    url: str
    width: int
    height: int
    reduced: bool = False

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size

    @property
    def filename(self) -> str:
        """The name to upload it by."""
        return PictureName(self.owner, self.number).filename(self.path.suffix)


class Gallery:
    """Fetches and fits pictures, a bounded number at a time."""

    def __init__(
        self, downloader: Downloader, imaging: Imaging, folder: Path, max_downloads: int, backoff: Backoff, clock: Clock
    ) -> None:
        self._downloader = downloader
        self._imaging = imaging
        self._folder = folder
        self._downloads = asyncio.Semaphore(max_downloads)
        self._backoff = backoff
        self._clock = clock

    async def fetch(self, job: Job) -> tuple[list[Picture], list[Note]]:
        """The pictures of a ready job, and what is wrong with them.

        Raises:
            NoPictures: not one could be fetched.
        """
        folder = self._folder / job.id
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._picture(job.id, number, image)) for number, image in enumerate(job.images, 1)
            ]
        pictures, notes = [], []
        for number, (picture, seen) in enumerate((task.result() for task in tasks), 1):
            if picture:
                pictures.append(picture)
                _log_size(job, picture)
            notes += [Note(key, number) for key in _mismatches(job, seen)]
        if not pictures:
            raise NoPictures(message=f"none of {len(job.images)} pictures could be fetched")
        return pictures, notes

    async def fit(self, picture: Picture, limit: int) -> Picture | None:
        """The picture within ``limit`` bytes, or None if it can't be made so small."""
        target = picture.path.with_name(f"{picture.number}-small")
        try:
            path = await self._imaging.fit(picture.path, limit, target, MAX_RESULT_PIXELS)
        except (DamagedImage, NotAnImage, ImageProcessFailed, OSError) as error:
            _log.warning("picture %d of %s can't be made smaller: %s", picture.number, picture.owner, error)
            path = None
        if path is None:
            return None
        return replace(picture, path=path, reduced=path != picture.path)

    def clear_all(self) -> None:
        """Remove what a bot that was killed left behind; to be called before anything is fetched."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def clear(self, job: Job) -> None:
        """Remove what was fetched for ``job``."""
        await asyncio.to_thread(shutil.rmtree, self._folder / job.id, ignore_errors=True)

    async def _picture(self, owner: str, number: int, image: RemoteImage) -> tuple[Picture | None, Inspection | None]:
        for attempt in range(DOWNLOAD_TRIES):
            try:
                path, seen = await self._download(number, image, self._folder / owner)
            except DownloadFailed as error:
                _log.warning("picture %d could not be fetched: %s", number, error.message)
                if not error.transient:
                    break
            else:
                if seen:
                    return Picture(owner, number, path, image.url, seen.width, seen.height), seen
            if attempt + 1 < DOWNLOAD_TRIES:
                await self._clock.sleep(self._backoff.delay(attempt))
        return None, None

    async def _download(self, number: int, image: RemoteImage, folder: Path) -> tuple[Path, Inspection | None]:
        raw = folder / f"{number}.part"
        async with self._downloads:
            await self._downloader.fetch(image.url, raw, DOWNLOAD_LIMIT)
        return await self._seen(number, raw)

    async def _seen(self, number: int, raw: Path) -> tuple[Path, Inspection | None]:
        """What was fetched, under its right name: its bytes say what it is, not the server. Raises DownloadFailed."""
        try:
            header = await asyncio.to_thread(read_header, raw)
        except (NotAnImage, DamagedImage) as error:
            raise DownloadFailed(f"it is no picture: {error}", transient=isinstance(error, DamagedImage)) from None
        path = await asyncio.to_thread(raw.replace, raw.with_name(f"{number}.{header.form}"))
        if header.pixels > MAX_RESULT_PIXELS:
            return path, None
        return path, await self._inspected(path, header)

    async def _inspected(self, path: Path, header: Header) -> Inspection | None:
        try:
            return await self._imaging.inspect(path)
        except (NotAnImage, DamagedImage) as error:
            _log.warning("picture %s can't be decoded: %s", path.name, error)
            return None
        except ImageProcessFailed:
            # Nobody can tell, and it has been paid for: Discord shows it if it can.
            return Inspection(header.width, header.height, blank=False)


def _log_size(job: Job, picture: Picture) -> None:
    announced = job.images[picture.number - 1]
    _log.info(
        "picture %d of job %s is %d x %d, announced as %d x %d",
        picture.number, job.id, picture.width, picture.height, announced.width, announced.height,
    )  # fmt: skip


def _mismatches(job: Job, seen: Inspection | None) -> list[str]:
    """What differs from the request, as keys of the texts."""
    if seen is None:
        return ["note-missing"]
    ratio = seen.width / seen.height / job.request.aspect_ratio.ratio
    found = {
        "note-blank": seen.blank,
        "note-ratio": abs(ratio - 1) > RATIO_TOLERANCE,
        "note-small": seen.width * seen.height < _FEWEST_PIXELS[job.request.resolution],
    }
    return [key for key, wrong in found.items() if wrong]
