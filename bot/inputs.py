"""Files that members attach, read where what Discord says of them is not enough."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import AttachmentProblem, BadAttachment, DownloadFailed, InputUnreadable
from bot.images import AttachmentLimits, check_bytes, data_uri, fit
from bot.imini import IminiClient
from bot.request import PROMPT_LIMIT, ImagineRequest, Reference

PROMPT_FILE_BYTES = 4 * PROMPT_LIMIT + 3
"""32,000 characters of UTF-8, and a byte order mark."""

INLINE_BYTES = 4 << 20
"""A reference larger than this is re-encoded before it goes into the submit's body."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file attached to ``option`` of the command, where Discord keeps it."""

    option: str
    filename: str
    url: str


class Inputs:
    """Reads prompt files and references; ``inline`` says whether imini gets their bytes instead of their URL."""

    def __init__(self, client: IminiClient, folder: Path, limits: AttachmentLimits, *, inline: bool) -> None:
        self._client = client
        self._folder = folder
        self._limits = limits
        self._inline = inline

    async def prompt(self, upload: Upload) -> str:
        """The text of a prompt file (UTF-8). Raises BadAttachment."""
        with self._scratch() as path:
            await self._read(upload, path, PROMPT_FILE_BYTES)
            try:
                return path.read_text("utf-8-sig")
            except UnicodeDecodeError:
                raise BadAttachment(upload.option, upload.filename, AttachmentProblem.NOT_TEXT) from None

    async def verify(self, upload: Upload) -> None:
        """Raise BadAttachment unless the bytes are an image within the limits."""
        with self._scratch() as path:
            await self._read(upload, path, self._limits.bytes)
            await asyncio.to_thread(check_bytes, upload.option, upload.filename, path, self._limits)

    async def for_submit(self, request: ImagineRequest) -> ImagineRequest:
        """The request as imini shall get it: with the references' bytes in it, where the host wants that.

        Raises:
            InputUnreadable: a reference could not be read.
        """
        if not self._inline:
            return request
        try:
            images = [await self._inlined(f"image{n}", image) for n, image in enumerate(request.images, 1)]
        except BadAttachment as problem:
            raise InputUnreadable(problem) from problem
        return request.model_copy(update={"images": tuple(images)})

    async def _inlined(self, option: str, image: Reference) -> Reference:
        if image.url.startswith("data:"):
            return image
        upload = Upload(option, option, image.url)
        with self._scratch() as path:
            await self._read(upload, path, self._limits.bytes)
            await asyncio.to_thread(check_bytes, option, option, path, self._limits)
            try:
                small = await asyncio.to_thread(fit, path, INLINE_BYTES, path.with_name("small"))
            except (OSError, ValueError, SyntaxError):
                raise BadAttachment(option, option, AttachmentProblem.UNREADABLE) from None
            url = await asyncio.to_thread(data_uri, small or path)
        return Reference(url=url, reference_type=image.reference_type)

    async def _read(self, upload: Upload, path: Path, limit: int) -> None:
        try:
            await self._client.fetch(upload.url, path, limit)
        except DownloadFailed as error:
            raise BadAttachment(upload.option, upload.filename, AttachmentProblem.UNREADABLE) from error

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._folder) as folder:
            yield Path(folder) / "input"
