"""A picture without what its pixels don't need, so that no library ever reads the rest.

Cameras and editors add previews, histories and comments, which Pillow collects in ways that take minutes where there
are many of them; whoever means harm adds them on purpose. What is left still looks the same: colour profile,
transparency and rotation are kept. Of an animation, the first picture is left.

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
"""Markers of the segments that a decoder can do without: those of applications, and comments."""

_JPEG_KEPT = {0xE0: (b"JFIF\0", 1), 0xE2: (b"ICC_PROFILE\0", 255), 0xEE: (b"Adobe", 1)}
"""Those that it should not do without: how they begin, and how many there can be."""

_EXIF = b"Exif\0\0"

_GIF_EXTENSION, _GIF_CONTROL, _GIF_IMAGE, _GIF_END = 0x21, 0xF9, 0x2C, b"\x3b"


@dataclass(frozen=True, slots=True)
class Essence:
    """A file of nothing but pixels and what they look like, and the EXIF data that say how it is turned, if any."""

    data: bytes
    exif: bytes = b""


def essence(data: bytes, form: str) -> Essence:
    """What is needed of ``data``, a picture of the format ``form``, to show it.

    Raises:
        DamagedImage: its parts do not follow each other as they should.
    """
    view = memoryview(data)
    try:
        if form == "webp":
            # libwebp looks for the few parts that it wants, and for nothing else.
            return Essence(data, _webp_exif(view))
        parts = {"png": _png, "jpeg": _jpeg, "gif": _gif}[form](view)
        kept, exif = [], b""
        for part, is_exif in parts:
            if not is_exif:
                kept.append(part)
            else:
                exif = exif or bytes(part)
    except (struct.error, IndexError):
        raise DamagedImage("it ends within one of its parts") from None
    return Essence(b"".join(kept), exif)


Parts = Iterator[tuple[memoryview, bool]]
"""What is kept of a file, in order, and whether it is EXIF data."""


def _png(data: memoryview) -> Parts:
    yield data[:8], False
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
        if marker == 0xFFFF:
            at += 1
            continue
        if marker < 0xFF00 or length < 2:
            raise DamagedImage("a segment does not begin where it should")
        kind, end = marker & 0xFF, at + 2 + length
        if kind == _JPEG_SCAN:
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
    """Bytes of a colour table."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_blocks(data: memoryview, at: int) -> int:
    """Where the data ends that begins at ``at``: after its last block, which is empty."""
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
