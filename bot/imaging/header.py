"""Reads format and size from the first bytes of a picture, without decoding and without any library.

Sources: https://www.w3.org/TR/png-3/ · https://www.w3.org/Graphics/JPEG/itu-t81.pdf (annex B)
· https://developers.google.com/speed/webp/docs/riff_container · https://www.w3.org/Graphics/GIF/spec-gif89a.txt
"""

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

HEAD_BYTES: Final = 64
MAX_SEGMENTS: Final = 4096
"""Maximum segments of a JPEG before the one with its size; Photoshop's largest metadata take a few hundred."""

FLAT: Final = 8
"""Largest difference (of 255) between two pixels that look the same."""

_PNG, _GIF = b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a")
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of the segments that hold a JPEG's size (SOF)."""

# Other image formats: brands of ISO media files (https://mp4ra.org/registered-types/brands), then magic numbers.
_BRANDS = {b"avif": "avif", b"avis": "avif"} | dict.fromkeys(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heic"
)
_OTHERS = {
    b"\xff\x0a": "jxl",
    b"\x00\x00\x00\x0cJXL ": "jxl",
    b"BM": "bmp",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
}


class NotAnImage(Exception):
    """The file has none of the four formats; ``foreign`` names its image format, if it has another known one."""

    def __init__(self, foreign: str = "") -> None:
        super().__init__(foreign or "not a picture")
        self.foreign = foreign


class DamagedImage(Exception):
    """The file begins like a picture but can't be decoded; the message says why."""


@dataclass(frozen=True, slots=True)
class Header:
    """The declared format (``form``: ``png``, ``jpeg``, ``webp`` or ``gif``) and size in pixels, which may be wrong."""

    form: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Inspection:
    """What decoding showed: the size in pixels, upright, and whether the picture is ``blank`` (one colour)."""

    width: int
    height: int
    blank: bool


def sniff(head: bytes) -> str | None:
    """The format that the first bytes of a file declare: ``png``, ``jpeg``, ``webp``, ``gif`` or None."""
    if head.startswith(_PNG):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "gif" if head.startswith(_GIF) else None


def read_header(source: Path | bytes) -> Header:
    """The header of a file, or of its bytes.

    Raises:
        NotAnImage: it has none of the four formats.
        DamagedImage: the header is incomplete or invalid.
        OSError: the file can't be read.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        head = file.read(HEAD_BYTES)
        form = sniff(head)
        if form is None:
            raise NotAnImage(_foreign(head))
        try:
            width, height = _jpeg_size(file) if form == "jpeg" else _SIZES[form](head)
        except (struct.error, IndexError):
            raise DamagedImage("it ends within its header") from None
    if not width or not height:
        raise DamagedImage("it has no size")
    return Header(form, width, height)


def _foreign(head: bytes) -> str:
    """The name of another image format, such as ``avif``; empty if the format is unknown."""
    if head[4:8] == b"ftyp":
        # The major brand, then the compatible ones; an AVIF may have the major brand mif1.
        brands = [_BRANDS.get(head[at : at + 4], "") for at in (8, *range(16, HEAD_BYTES, 4))]
        return "avif" if "avif" in brands else max(brands)
    return next((name for magic, name in _OTHERS.items() if head.startswith(magic)), "")


def _png_size(head: bytes) -> tuple[int, int]:
    kind, width, height = struct.unpack_from(">4sII", head, 12)
    return (width, height) if kind == b"IHDR" else (0, 0)


def _gif_size(head: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", head, 6)
    return width, height


def _webp_size(head: bytes) -> tuple[int, int]:
    kind = head[12:16]
    if kind == b"VP8X":
        return _three_bytes(head, 24) + 1, _three_bytes(head, 27) + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


_SIZES = {"png": _png_size, "gif": _gif_size, "webp": _webp_size}


def _three_bytes(head: bytes, at: int) -> int:
    low, middle, high = head[at], head[at + 1], head[at + 2]
    return low | middle << 8 | high << 16


def _jpeg_size(file: BinaryIO) -> tuple[int, int]:
    """Walk through the segments up to the one that holds the size."""
    file.seek(2)
    for _ in range(MAX_SEGMENTS):
        marker, length = struct.unpack(">HH", file.read(4))
        if marker < 0xFF00 or length < 2:
            raise DamagedImage("a segment does not begin where it should")
        if marker & 0xFF in _JPEG_SIZES:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        # Fill bytes (0xff) may precede a marker (T.81, B.1.1.2): go on one byte later.
        file.seek(-3 if marker == 0xFFFF else length - 2, 1)
    raise DamagedImage("it has more metadata than any camera writes")
