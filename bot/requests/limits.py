"""Images that members attach: judged by what Discord says of them, and by the first bytes of the file."""

import base64
from dataclasses import dataclass
from pathlib import Path

from bot.imaging.header import DamagedImage, NotAnImage, read_header, sniff
from bot.requests.errors import AttachmentProblem, BadAttachment

ACCEPTED_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")

# What phones and browsers save that imini can't use: worth a word of its own, as the file looks like any other picture.
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
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in ACCEPTED_TYPES:
        foreign = _FOREIGN_TYPES.get(kind) or _FOREIGN_SUFFIXES.get(Path(filename).suffix.lower())
        raise BadAttachment(option, filename, foreign or AttachmentProblem.NOT_AN_IMAGE)
    if size == 0:
        raise BadAttachment(option, filename, AttachmentProblem.EMPTY)
    if size > limits.bytes:
        raise BadAttachment(option, filename, AttachmentProblem.TOO_LARGE, limits.bytes >> 20)
    if width and height:
        _check_pixels(option, filename, width * height, limits)


def check_bytes(option: str, filename: str, path: Path, limits: AttachmentLimits) -> None:
    """Judge an attachment by its bytes: magic, and the size that its header declares. Nothing is decoded.

    Raises:
        BadAttachment: naming the option, the file and the problem.
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


def data_uri(path: Path) -> str:
    """A whole image file as a ``data:`` URI."""
    data = path.read_bytes()
    return f"data:image/{sniff(data[:32]) or 'png'};base64,{base64.b64encode(data).decode('ascii')}"


def _check_pixels(option: str, filename: str, pixels: int, limits: AttachmentLimits) -> None:
    if pixels > limits.pixels:
        raise BadAttachment(option, filename, AttachmentProblem.TOO_MANY_PIXELS, limits.pixels // 1_000_000)


def _problem(foreign: str) -> AttachmentProblem:
    return {"heic": AttachmentProblem.HEIC, "avif": AttachmentProblem.AVIF}.get(foreign, AttachmentProblem.NOT_AN_IMAGE)
