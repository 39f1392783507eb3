"""Files that members attach, read where what Discord says of them is not enough."""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from bot.images.download_slots import DownloadSlots
from bot.images.reference_store import ReferenceStore
from bot.images.workspace import workspace
from bot.imaging.header import DamagedImage, NotAnImage
from bot.imaging.opener import Imaging
from bot.imaging.process import ImageProcessFailed
from bot.jobs.errors import InputUnreadable
from bot.jobs.job import Job
from bot.net.download import Downloader
from bot.net.errors import DownloadFailed
from bot.requests.errors import AttachmentProblem, BadAttachment, BadOption
from bot.requests.limits import AttachmentLimits, check_bytes
from bot.requests.prompt import PROMPT_FILE_BYTES, decode
from bot.requests.request import ImagineRequest, Reference

_log = logging.getLogger(__name__)

INLINE_BYTES = 4 << 20
"""Bytes of a reference that is sent as it is."""

READ_AT_ONCE = 4
"""Files of members that are read at once."""

JOBS_KEPT_AT_ONCE = 2
"""Jobs whose references are fetched in the background at once."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file attached to ``option`` of the command, where Discord keeps it."""

    option: str
    filename: str
    url: str


class _TooLarge(Exception):
    """A file has more bytes than it may."""


class ReferenceLoader:
    """Reads prompt files and references; ``inline`` says whether imini gets their bytes instead of their URL.

    A reference larger than ``inline_bytes`` is re-encoded before it is kept, or goes into the submit's body.
    """

    def __init__(
        self,
        downloader: Downloader,
        imaging: Imaging,
        slots: DownloadSlots,
        folder: Path,
        limits: AttachmentLimits,
        reference_store: ReferenceStore,
        *,
        inline: bool,
        inline_bytes: int = INLINE_BYTES,
    ) -> None:
        self._downloader = downloader
        self._imaging = imaging
        self._slots = slots
        self._folder = folder
        self._limits = limits
        self._reference_store = reference_store
        self._inline = inline
        self._inline_bytes = inline_bytes
        self._keeping = asyncio.Semaphore(JOBS_KEPT_AT_ONCE)

    async def prompt(self, user_id: int, upload: AttachedFile) -> str:
        """The text of a member's prompt file. Raises BadAttachment or BadOption."""
        async with workspace(self._folder) as folder:
            path = folder / "prompt"
            try:
                await self._read(user_id, upload, path, PROMPT_FILE_BYTES)
            except _TooLarge:
                raise BadOption(field="prompt", rule="string_too_long") from None
            try:
                return decode(await asyncio.to_thread(path.read_bytes))
            except UnicodeDecodeError:
                raise BadAttachment(upload.option, upload.filename, AttachmentProblem.NOT_TEXT) from None

    async def verify(self, user_id: int, upload: AttachedFile) -> None:
        """Raise BadAttachment unless the bytes of a member's file are an image within the limits."""
        async with workspace(self._folder) as folder:
            await self._read_image(user_id, upload, folder / "image")

    async def prepare(self, job: Job) -> None:
        """Have on disk what ``for_submit`` needs, which takes as long as members' files do.

        Raises:
            InputUnreadable: a reference could not be read.
        """
        if not self._needs_bytes(job):
            return
        try:
            for number, image in enumerate(job.request.images, 1):
                await self._keep(job, number, image)
        except BadAttachment as problem:
            raise InputUnreadable(problem) from problem

    async def for_submit(self, job: Job) -> ImagineRequest:
        """The job's request as imini shall get it, once it is prepared.

        The references' bytes are in it where the host wants that, and where they are those of an earlier job, as their
        links may be dead by now.
        """
        if not self._needs_bytes(job):
            return job.request
        images = [await self._with_bytes(job, n, image) for n, image in enumerate(job.request.images, 1)]
        return job.request.model_copy(update={"images": tuple(images)})

    async def keep(self, job: Job) -> None:
        """Keep the references of a job for those that will be made from it. What can't be had is left out."""
        if self._inline:
            return  # they are prepared for the submit, and kept by that
        async with self._keeping:
            for number, image in enumerate(job.request.images, 1):
                try:
                    await self._keep(job, number, image)
                except (BadAttachment, OSError) as error:
                    _log.info("reference %d of job %s is not kept: %r", number, job.id, error)

    async def release(self, job: Job) -> None:
        """Let go of what was kept for a job that has ended, if its member erased it meanwhile."""
        await self._reference_store.release(job)

    def _needs_bytes(self, job: Job) -> bool:
        return bool(self._inline or job.references_from)

    async def _with_bytes(self, job: Job, number: int, image: Reference) -> Reference:
        uri = await self._reference_store.uri(job, number)
        return image.model_copy(update={"url": uri}) if uri else image

    async def _keep(self, job: Job, number: int, image: Reference) -> None:
        """Fetch a reference, unless that is done or needless. Raises BadAttachment or OSError."""
        if image.url.startswith("data:") or self._reference_store.has(job, number):
            return
        option = f"image{number}"
        async with workspace(self._folder) as folder:
            path = folder / "image"
            await self._read_image(job.user_id, AttachedFile(option, option, image.url), path)
            try:
                small = await self._imaging.fit(path, self._inline_bytes, path.with_name("small"), job.user_id)
            except (DamagedImage, NotAnImage) as error:
                _log.info("%s of job %s can't be read: %s", option, job.id, error)
                raise BadAttachment(option, option, AttachmentProblem.DAMAGED) from None
            except ImageProcessFailed:
                small = None  # imini may fare better with it
            await self._reference_store.store(job, number, small or path)

    async def _read_image(self, user_id: int, upload: AttachedFile, path: Path) -> None:
        """Read an image within the limits. Raises BadAttachment."""
        try:
            await self._read(user_id, upload, path, self._limits.bytes)
        except _TooLarge:
            limit = self._limits.bytes >> 20
            raise BadAttachment(upload.option, upload.filename, AttachmentProblem.TOO_LARGE, limit) from None
        await asyncio.to_thread(check_bytes, upload.option, upload.filename, path, self._limits)

    async def _read(self, user_id: int, upload: AttachedFile, path: Path, limit: int) -> None:
        """Read a file, in turn with those of other members. Raises BadAttachment, _TooLarge or OSError."""
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        async with self._slots.slot(user_id) as slot:
            try:
                await self._downloader.fetch(upload.url, path, limit, slot.received)
            except DownloadFailed as error:
                if error.too_large:
                    raise _TooLarge from error
                raise BadAttachment(upload.option, upload.filename, AttachmentProblem.UNREADABLE) from error
