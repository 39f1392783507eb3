"""Downloads one finished picture, with retries, and inspects its bytes rather than trusting its headers."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.images.download_slots import DownloadSlots
from bot.images.pictures import Link, Picture
from bot.images.workspace import Workspace
from bot.imaging.header import DamagedImage, Header, Inspection, NotAnImage, read_header
from bot.imaging.integrity import verified
from bot.imaging.opener import Imaging
from bot.imaging.process import ImageProcessFailed
from bot.jobs.job import Job
from bot.net.backoff import Backoff, retrying
from bot.net.body import IN_MEMORY, Body
from bot.net.download import Downloader
from bot.net.errors import DownloadFailed
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

DOWNLOAD_TRIES: Final = 4
DOWNLOAD_LIMIT: Final = 64 << 20
"""Maximum bytes of a picture."""

CHECKED_AT_ONCE: Final = 2 << 20
"""Bytes of the largest picture that is checked in half a millisecond, for which a thread is not worth its switches."""

MAX_RESULT_PIXELS: Final = 80_000_000
"""Larger pictures become links, as decoding them takes too much memory."""


class PictureLoader:
    """Loads pictures of at most ``limit`` bytes. One that can't be shown becomes a link, as imini bills it anyway."""

    def __init__(
        self,
        downloader: Downloader,
        imaging: Imaging,
        slots: DownloadSlots,
        backoff: Backoff,
        clock: Clock,
        limit: int = DOWNLOAD_LIMIT,
    ) -> None:
        self._downloader = downloader
        self._imaging = imaging
        self._slots = slots
        self._backoff = backoff
        self._clock = clock
        self._limit = limit

    async def load(self, job: Job, number: int, workspace: Workspace, owner: str) -> Picture | Link:
        """Picture ``number`` (1-based) of ``job``, held in ``workspace`` and named after ``owner``; or a link to it."""
        url = job.images[number - 1].url

        async def attempt() -> Picture | Link:
            # A picture that is too large to upload is made smaller from its file.
            most = min(IN_MEMORY, job.card.upload_limit)
            body, result = Body(workspace.folder / f"{number}.part", workspace.memory, most), None
            try:
                result = await self._try(job, number, body, owner)
            except DownloadFailed as error:
                _log.warning("picture %d of job %s couldn't be loaded: %s", number, job.id, error.message)
                raise
            finally:
                if not isinstance(result, Picture):
                    body.clear()
            return result

        try:
            return await retrying(attempt, _is_transient, self._backoff, self._clock, tries=DOWNLOAD_TRIES)
        except DownloadFailed:
            pass
        except OSError as error:
            _log.error("picture %d of job %s couldn't be written to DATA_DIR: %s", number, job.id, error)
        except Exception:  # noqa: BLE001 - a bug with one picture must not cost the job its others
            _log.exception("unexpected error while loading picture %d of job %s", number, job.id)
        return Link(number, url, is_available=False)

    async def _try(self, job: Job, number: int, body: Body, owner: str) -> Picture | Link:
        """Download a picture and inspect it. Raises DownloadFailed.

        What arrived is inspected even after a failure: connections also break after the last byte.
        """
        url, failure = job.images[number - 1].url, None
        async with self._slots.slot(job.id) as slot:
            try:
                await self._downloader.fetch(url, body, self._limit, slot.received)
            except DownloadFailed as error:
                failure = error
        try:
            header = await _header(body)
        except DownloadFailed as error:
            raise failure or error from None
        if header is None or header.pixels > MAX_RESULT_PIXELS or (failure and failure.too_large):
            # The bot can't show this picture, but the download proved that its link works.
            if failure and not failure.too_large:
                raise failure
            return Link(number, url, is_available=True)
        path, data = body.path.with_name(f"{number}.{header.form}"), body.data
        if data is None:
            await asyncio.to_thread(body.path.replace, path)
        picture = Picture(owner, number, path, url, header.width, header.height, data=data)
        return await self._inspected(job, picture, failure)

    async def _inspected(self, job: Job, picture: Picture, failure: DownloadFailed | None) -> Picture:
        """Check the picture. It may be complete although its download ended with ``failure``."""
        source = picture.path if picture.data is None else picture.data
        try:
            found = await _verified(source) or await self._imaging.inspect(picture.path, job.user_id, picture.data)
        except (NotAnImage, DamagedImage) as error:
            raise failure or DownloadFailed(f"it is damaged: {error}", transient=True) from None
        except ImageProcessFailed:
            # The picture is billed and may be fine, so it is uploaded uninspected.
            return picture
        return replace(picture, width=found.width, height=found.height, blank=found.blank)


def _is_transient(error: Exception) -> bool:
    return isinstance(error, DownloadFailed) and error.transient


async def _verified(source: Path | bytes) -> Inspection | None:
    if isinstance(source, bytes) and len(source) <= CHECKED_AT_ONCE:
        return verified(source)
    return await asyncio.to_thread(verified, source)


async def _header(body: Body) -> Header | None:
    """The header of what was downloaded; None for an image format that the bot can't read. Raises DownloadFailed."""
    data = body.data
    try:
        return read_header(data) if data is not None else await asyncio.to_thread(read_header, body.path)
    except NotAnImage as error:
        if error.foreign:
            return None
        # An HTML page in its place, such as a gateway's, may be gone at the next try.
        raise DownloadFailed("it is not a picture", transient=True) from None
    except DamagedImage as error:
        raise DownloadFailed(f"it is damaged: {error}", transient=True) from None
