"""Pictures: checking what members attach, looking at what came back, making it small enough to upload.

Everything here that opens a picture is slow; call it through ``asyncio.to_thread``.
"""

import base64
import logging
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, ImageStat

from bot.errors import AttachmentProblem, BadAttachment

_log = logging.getLogger(__name__)

ACCEPTED_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
MAX_RESULT_PIXELS = 80_000_000
_JPEG_QUALITIES = (92, 85, 75)
_SHRINK = 0.75
_SMALLEST_SIDE = 256
_LONGEST_SIDE = 16_383  # what WebP can hold

SMALLEST_LIMIT = 256 << 10
"""Bytes below which a picture is not worth showing; a link to the original serves better."""


@dataclass(frozen=True, slots=True)
class AttachmentLimits:
    """What a member may attach: bytes of a file, pixels of a picture."""

    bytes: int
    pixels: int


def check_attachment(
    option: str,
    filename: str,
    *,
    content_type: str | None,
    size: int,
    width: int | None,
    height: int | None,
    limits: AttachmentLimits,
) -> None:
    """Judge an attachment by what Discord says of it, without reading it.

    Raises:
        BadAttachment: naming the option, the file and the problem.
    """
    if (content_type or "").partition(";")[0].strip().lower() not in ACCEPTED_TYPES:
        raise BadAttachment(option, filename, AttachmentProblem.NOT_AN_IMAGE)
    if size == 0:
        raise BadAttachment(option, filename, AttachmentProblem.EMPTY)
    if size > limits.bytes:
        raise BadAttachment(option, filename, AttachmentProblem.TOO_LARGE, limits.bytes >> 20)
    if width and height and width * height > limits.pixels:
        raise BadAttachment(option, filename, AttachmentProblem.TOO_MANY_PIXELS, limits.pixels // 1_000_000)


def check_bytes(option: str, filename: str, path: Path, limits: AttachmentLimits) -> None:
    """Judge an attachment by its bytes: magic, and the size that its header declares. Nothing is decompressed.

    Raises:
        BadAttachment: naming the option, the file and the problem.
    """
    try:
        with Image.open(path, formats=["PNG", "JPEG", "WEBP", "GIF"]) as image:
            pixels = image.width * image.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pixels = limits.pixels + 1
    except (OSError, ValueError, SyntaxError):
        raise BadAttachment(option, filename, AttachmentProblem.NOT_AN_IMAGE) from None
    if pixels > limits.pixels:
        raise BadAttachment(option, filename, AttachmentProblem.TOO_MANY_PIXELS, limits.pixels // 1_000_000)


def sniff(head: bytes) -> str | None:
    """The format that a file's first bytes declare: ``png``, ``jpeg``, ``webp``, ``gif``, or None."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return None


def data_uri(path: Path) -> str:
    """A whole image file as a ``data:`` URI."""
    data = path.read_bytes()
    return f"data:image/{sniff(data[:32]) or 'png'};base64,{base64.b64encode(data).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a finished picture turned out to be; sizes in pixels."""

    width: int
    height: int
    whole: bool
    blank: bool


def inspect(path: Path) -> Inspection:
    """Decode a picture once and look at it. A file that can't be opened counts as not whole."""
    try:
        with Image.open(path) as image:
            width, height = image.size
            if width * height > MAX_RESULT_PIXELS:
                return Inspection(width, height, whole=False, blank=False)
            image.load()
            small = image.convert("RGB").reduce(max(1, min(width, height) // 64))
            blank = all(low == high for low, high in ImageStat.Stat(small).extrema)
            return Inspection(width, height, whole=True, blank=blank)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        _log.warning("a picture can't be decoded: %s", error)
        return Inspection(0, 0, whole=False, blank=False)


def fit(source: Path, limit: int, target: Path) -> Path | None:
    """Make a picture fit into ``limit`` bytes: as it is, else re-encoded, else smaller as well.

    Returns ``source`` itself if it fits, else ``target`` with the right suffix, or None if nothing fits.
    """
    if source.stat().st_size <= limit:
        return source
    if limit < SMALLEST_LIMIT:
        return None
    with Image.open(source) as image:
        alpha = image.has_transparency_data
        picture = ImageOps.exif_transpose(image).convert("RGBA" if alpha else "RGB")
    target = target.with_suffix(".webp" if alpha else ".jpg")
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    while True:
        for quality in _JPEG_QUALITIES:
            picture.save(target, quality=quality)
            if target.stat().st_size <= limit:
                return target
        if min(picture.size) <= _SMALLEST_SIDE:
            return None
        picture = picture.resize(
            (int(picture.width * _SHRINK), int(picture.height * _SHRINK)), Image.Resampling.LANCZOS
        )
