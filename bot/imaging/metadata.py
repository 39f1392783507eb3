"""Strips an image file to what its pixels need, before any library reads it.

Cameras and editors add previews, histories and comments. Pillow takes minutes to collect many of them, which an
attacker can exploit. The result looks the same: colour profile, transparency and rotation are kept. Of an animation,
only the first frame is kept.

Sources: those of ``bot/imaging/header.py``, and https://developers.google.com/speed/webp/docs/riff_container.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bot.imaging.header import DamagedImage

_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"IDAT", b"IEND"})
_PNG_MANY, _PNG_EXIF = b"IDAT", b"eXIf"

_JPEG_SCAN, _JPEG_APP1 = 0xDA, 0xE1
_JPEG_EXTRAS = frozenset({*range(0xE0, 0xF0), 0xFE})
"""Markers of the segments that a decoder does not need: application data and comments."""

_JPEG_KEPT = {0xE0: (b"JFIF\0", 1), 0xE2: (b"ICC_PROFILE\0", 255), 0xEE: (b"Adobe", 1)}
"""Exceptions that affect colours: how their data begins, and how many of them are kept."""

_EXIF = b"Exif\0\0"

_GIF_EXTENSION, _GIF_CONTROL, _GIF_IMAGE, _GIF_END = 0x21, 0xF9, 0x2C, b"\x3b"


@dataclass(frozen=True, slots=True)
class StrippedImage:
    """The stripped file, and separately its EXIF data, which hold the orientation; empty if there are none."""

    data: bytes
    exif: bytes = b""


def strip_metadata(data: bytes, form: str) -> StrippedImage:
    """Strip ``data``, a picture of the format ``form`` (``png``, ``jpeg``, ``webp`` or ``gif``).

    Raises:
        DamagedImage: the structure of the file is broken.
    """
    view = memoryview(data)
    try:
        if form == "webp":
            # libwebp reads only the chunks that it needs, so nothing has to be stripped.
            return StrippedImage(data, _webp_exif(view))
        parts = {"png": _png, "jpeg": _jpeg, "gif": _gif}[form](view)
        kept, exif = [], b""
        for part, is_exif in parts:
            if not is_exif:
                kept.append(part)
            else:
                exif = exif or bytes(part)
    except (struct.error, IndexError):
        raise DamagedImage("it ends within one of its parts") from None
    return StrippedImage(b"".join(kept), exif)


Parts = Iterator[tuple[memoryview, bool]]
"""The parts to keep, in order, each with whether it is EXIF data."""


def _png(data: memoryview) -> Parts:
    yield data[:8], False
    # Of these chunks, only IDAT may occur more than once (https://www.w3.org/TR/png-3/#5ChunkOrdering).
    at, seen = 8, set[bytes]()
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if kind == _PNG_EXIF:
            yield data[at + 8 : end - 4], True
        elif kind in _PNG_CHUNKS and kind not in seen:
            yield data[at:end], False
            seen |= {kind} - {_PNG_MANY}
        at = end


def _jpeg(data: memoryview) -> Parts:
    yield data[:2], False
    at, room = 2, {kind: most for kind, (_, most) in _JPEG_KEPT.items()}
    while True:
        marker, length = struct.unpack_from(">HH", data, at)
        if marker == 0xFFFF:  # a fill byte before the marker (T.81, B.1.1.2)
            at += 1
            continue
        if marker < 0xFF00 or length < 2:
            raise DamagedImage("a segment does not begin where it should")
        kind, end = marker & 0xFF, at + 2 + length
        if kind == _JPEG_SCAN:  # pixels from here on
            yield data[at:], False
            return
        if kind == _JPEG_APP1 and data[at + 4 : at + 10] == _EXIF:
            yield data[at + 10 : end], True
        elif kind not in _JPEG_EXTRAS:
            yield data[at:end], False
        elif room.get(kind) and bytes(data[at + 4 : end]).startswith(_JPEG_KEPT[kind][0]):
            room[kind] -= 1
            yield data[at:end], False
        at = end


def _gif(data: memoryview) -> Parts:
    at = 13 + _gif_colours(data[10])
    yield data[:at], False
    control = data[:0]
    while data[at] == _GIF_EXTENSION:
        end = _gif_blocks(data, at + 2)
        if data[at + 1] == _GIF_CONTROL:
            control = data[at:end]
        at = end
    if data[at] != _GIF_IMAGE:
        raise DamagedImage("it has no picture")
    yield control, False
    yield data[at : _gif_blocks(data, at + 11 + _gif_colours(data[at + 9]))], False
    yield memoryview(_GIF_END), False


def _gif_colours(flags: int) -> int:
    """Bytes of the colour table that ``flags`` announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_blocks(data: memoryview, at: int) -> int:
    """The offset behind the data that begins at ``at``: a series of blocks that an empty one ends."""
    while data[at]:
        at += data[at] + 1
    return at + 1


def _webp_exif(data: memoryview) -> bytes:
    at = 12
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        if kind == b"EXIF":
            return bytes(data[at + 8 : at + 8 + length])
        at += 8 + length + length % 2
    return b""
