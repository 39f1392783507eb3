"""Checks of attached images: by Discord's metadata, then by the first bytes of the file."""

import base64
from dataclasses import dataclass
from pathlib import Path

from bot.imaging.header import DamagedImage, NotAnImage, read_header, sniff
from bot.requests.errors import AttachmentProblem, BadAttachment

ACCEPTED_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")

# Formats that phones and browsers save and imini rejects. Each has its own message: to the member, such a file looks
# like any other picture.
_FOREIGN_TYPES = {
    "image/heic": AttachmentProblem.HEIC,
    "image/heif": AttachmentProblem.HEIC,
    "image/heic-sequence": AttachmentProblem.HEIC,
    "image/heif-sequence": AttachmentProblem.HEIC,
    "image/avif": AttachmentProblem.AVIF,
    "image/avif-sequence": AttachmentProblem.AVIF,
}
_FOREIGN_SUFFIXES = {".heic": AttachmentProblem.HEIC, ".heif": AttachmentProblem.HEIC, ".avif": AttachmentProblem.AVIF}


@dataclass(frozen=True, slots=True)
class AttachmentLimits:
    """``ATTACHMENT_MAX_MB`` in bytes and ``ATTACHMENT_MAX_MEGAPIXELS`` in pixels."""

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
    """Raise BadAttachment if Discord's metadata show that the attachment can't be used. Reads no bytes."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in ACCEPTED_TYPES:
        foreign = _FOREIGN_TYPES.get(kind) or _FOREIGN_SUFFIXES.get(Path(filename).suffix.lower())
        raise BadAttachment(option, filename, foreign or AttachmentProblem.NOT_AN_IMAGE)
    if size == 0:
        raise BadAttachment(option, filename, AttachmentProblem.EMPTY)
    if size > limits.bytes:
        raise BadAttachment(option, filename, AttachmentProblem.TOO_LARGE, limits.bytes >> 20)
    if width and height:  # Discord does not know the size of every image
        _check_pixels(option, filename, width * height, limits)


def check_bytes(option: str, filename: str, path: Path, limits: AttachmentLimits) -> None:
    """Raise BadAttachment if the file's signature, or the size in its header, shows that it can't be used.

    Nothing is decoded, so a decompression bomb does no harm here.
    """
    if not path.stat().st_size:
        raise BadAttachment(option, filename, AttachmentProblem.EMPTY)
    try:
        header = read_header(path)
    except NotAnImage as error:
        raise BadAttachment(option, filename, _problem(error.foreign)) from None
    except DamagedImage:
        raise BadAttachment(option, filename, AttachmentProblem.DAMAGED) from None
    _check_pixels(option, filename, header.pixels, limits)


def data_uri(data: bytes) -> str:
    """The bytes of an image file as a ``data:`` URI, which imini accepts in place of a URL."""
    return f"data:image/{sniff(data[:32]) or 'png'};base64,{base64.b64encode(data).decode('ascii')}"


def _check_pixels(option: str, filename: str, pixels: int, limits: AttachmentLimits) -> None:
    if pixels > limits.pixels:
        raise BadAttachment(option, filename, AttachmentProblem.TOO_MANY_PIXELS, limits.pixels // 1_000_000)


def _problem(foreign: str) -> AttachmentProblem:
    return {"heic": AttachmentProblem.HEIC, "avif": AttachmentProblem.AVIF}.get(foreign, AttachmentProblem.NOT_AN_IMAGE)
