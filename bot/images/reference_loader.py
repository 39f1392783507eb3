"""Reads prompt files, and references whose Discord metadata or URL is not enough."""

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
from bot.net.body import Body
from bot.net.download import Downloader
from bot.net.errors import DownloadFailed
from bot.requests.errors import AttachmentProblem, BadAttachment, BadOption
from bot.requests.limits import AttachmentLimits, check_bytes
from bot.requests.prompt import PROMPT_FILE_BYTES, decode
from bot.requests.request import ImagineRequest, Reference

_log = logging.getLogger(__name__)

INLINE_BYTES = 4 << 20
"""References up to this size are kept unchanged, larger ones are re-encoded."""

READ_AT_ONCE = 4
"""How many files of members are read at once."""

JOBS_KEPT_AT_ONCE = 2
"""How many jobs have their references fetched in the background at once."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file attached to ``option`` of a command; ``url`` is Discord's."""

    option: str
    filename: str
    url: str


class _TooLarge(Exception):
    """The file exceeds its limit of bytes."""


class ReferenceLoader:
    """Reads prompt files and references. If ``inline``, imini gets the bytes of references instead of their URLs.

    A reference larger than ``inline_bytes`` is re-encoded before it is stored or sent.
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

    async def prompt(self, user_id: int, file: AttachedFile) -> str:
        """The text of a member's prompt file. Raises BadAttachment or BadOption."""
        async with workspace(self._folder) as folder:
            path = folder / "prompt"
            try:
                await self._read(user_id, file, path, PROMPT_FILE_BYTES)
            except _TooLarge:
                raise BadOption(field="prompt", rule="string_too_long") from None
            try:
                return decode(await asyncio.to_thread(path.read_bytes))
            except UnicodeDecodeError:
                raise BadAttachment(file.option, file.filename, AttachmentProblem.NOT_TEXT) from None

    async def verify(self, user_id: int, file: AttachedFile) -> None:
        """Raise BadAttachment unless the bytes of a member's file are an image within the limits."""
        async with workspace(self._folder) as folder:
            await self._read_image(user_id, file, folder / "image")

    def needs_bytes(self, job: Job) -> bool:
        """Whether ``prepare`` has to fetch references."""
        return bool(self._inline or job.references_from)

    async def prepare(self, job: Job) -> None:
        """Fetch what ``for_submit`` needs, which takes as long as the servers of the references do.

        Raises:
            InputUnreadable: a reference could not be read.
        """
        if not self.needs_bytes(job):
            return
        try:
            for number, image in enumerate(job.request.images, 1):
                await self._fetch(job, number, image)
        except BadAttachment as problem:
            raise InputUnreadable(problem) from problem

    async def for_submit(self, job: Job) -> ImagineRequest:
        """The request to send, after ``prepare``.

        It holds the references' bytes if the loader is ``inline``, and for references of an earlier job, whose URLs may
        have expired.
        """
        if not self.needs_bytes(job):
            return job.request
        images = [await self._with_bytes(job, n, image) for n, image in enumerate(job.request.images, 1)]
        return job.request.model_copy(update={"images": tuple(images)})

    async def keep(self, job: Job) -> None:
        """Store a job's references, so that the job can be run again. Those that can't be read are skipped."""
        if self._inline:
            return  # prepare() has stored them
        async with self._keeping:
            for number, image in enumerate(job.request.images, 1):
                try:
                    await self._fetch(job, number, image)
                except (BadAttachment, OSError) as error:
                    _log.info("reference %d of job %s was not stored: %r", number, job.id, error)

    async def release(self, job: Job) -> None:
        """Delete the stored references of an ended job that its member has erased meanwhile."""
        await self._reference_store.release(job)

    async def _with_bytes(self, job: Job, number: int, image: Reference) -> Reference:
        uri = await self._reference_store.uri(job, number)
        return image.model_copy(update={"url": uri}) if uri else image

    async def _fetch(self, job: Job, number: int, image: Reference) -> None:
        """Fetch and store a reference, unless it is stored or inline already. Raises BadAttachment or OSError."""
        if image.url.startswith("data:") or await self._reference_store.has(job, number):
            return
        option = f"image{number}"
        async with workspace(self._folder) as folder:
            path = folder / "image"
            await self._read_image(job.user_id, AttachedFile(option, option, image.url), path)
            try:
                small = await self._imaging.fit(path, self._inline_bytes, path.with_name("small"), job.user_id)
            except (DamagedImage, NotAnImage) as error:
                _log.info("%s of job %s can't be decoded: %s", option, job.id, error)
                raise BadAttachment(option, option, AttachmentProblem.DAMAGED) from None
            except ImageProcessFailed:
                small = None  # unknown is not damaged: imini may be able to read it
            await self._reference_store.store(job, number, small or path)

    async def _read_image(self, user_id: int, file: AttachedFile, path: Path) -> None:
        """Read an image within the limits. Raises BadAttachment."""
        try:
            await self._read(user_id, file, path, self._limits.bytes)
        except _TooLarge:
            limit = self._limits.bytes >> 20
            raise BadAttachment(file.option, file.filename, AttachmentProblem.TOO_LARGE, limit) from None
        await asyncio.to_thread(check_bytes, file.option, file.filename, path, self._limits)

    async def _read(self, user_id: int, file: AttachedFile, path: Path, limit: int) -> None:
        """Download a file in a slot of the member. Raises BadAttachment, _TooLarge or OSError."""
        # First, so that a DATA_DIR that can't be written is told from a file that can't be read.
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        async with self._slots.slot(user_id) as slot:
            try:
                await self._downloader.fetch(file.url, Body(path), limit, slot.received)
            except DownloadFailed as error:
                if error.too_large:
                    raise _TooLarge from error
                raise BadAttachment(file.option, file.filename, AttachmentProblem.UNREADABLE) from error
