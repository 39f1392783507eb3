"""Pictures for tests, and files that only pretend to be pictures."""

import io
import random
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

Size = tuple[int, int]


def noise(size: Size, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """A picture that hardly compresses: every pixel differs from the next."""
    width, height = size
    depth = 2 if mode == "I;16" else len(Image.new(mode, (1, 1)).getbands())
    dots = random.Random(seed).randbytes(width * height * depth)  # noqa: S311 - the same dots every time
    return Image.frombytes(mode, size, dots)


def encoded(picture: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    """The bytes of a picture as a file of the format ``form``."""
    buffer = io.BytesIO()
    quick = {"compress_level": 1} if form == "PNG" else {}
    picture.save(buffer, form, **{**quick, **options})
    return buffer.getvalue()


@cache
def png(size: Size = (1024, 1024), colour: str | None = None) -> bytes:
    """A PNG of ``size``: of one ``colour``, or a slope of greys that is quick to encode."""
    picture = Image.new("RGB", size, colour) if colour else Image.linear_gradient("L").convert("RGB").resize(size)
    return encoded(picture)


def padded(picture: bytes, size: int) -> bytes:
    """The PNG ``picture`` as a file of exactly ``size`` bytes: a chunk that no reader knows fills it up."""
    end = _chunk(b"IEND", b"")
    filling = bytes(size - len(picture) - len(end))
    return picture.removesuffix(end) + _chunk(b"fiLl", filling) + end


def deep(size: Size, samples: list[int], channels: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of 16 bits a sample, with further chunks; of one channel (grey), two (with alpha), three (RGB) or four."""
    width, height = size
    header = struct.pack(">IIBBBBB", width, height, 16, (0, 4, 2, 6)[channels - 1], 0, 0, 0)
    row = width * channels
    rows = (samples[start : start + row] for start in range(0, row * height, row))
    data = b"".join(b"\0" + struct.pack(f">{row}H", *values) for values in rows)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(data, 1)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def filtered(picture: Image.Image, filters: Sequence[int], level: int = 1) -> bytes:
    """``picture`` (L, LA, RGB or RGBA) as a PNG whose rows have these filters (0 to 4) in turn."""
    channels = len(picture.getbands())
    stride, pixels, data = picture.width * channels, picture.tobytes(), bytearray()
    above = bytes(stride)
    for start, kind in zip(range(0, len(pixels), stride), cycle(filters), strict=False):
        row = pixels[start : start + stride]
        neighbours = zip(row, bytes(channels) + row, above, bytes(channels) + above, strict=False)
        data += bytes((kind, *((value - _predicted(kind, *near)) & 0xFF for value, *near in neighbours)))
        above = row
    header = struct.pack(">IIBBBBB", *picture.size, 8, (0, 4, 2, 6)[channels - 1], 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(data), level)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _predicted(kind: int, left: int, above: int, corner: int) -> int:
    """https://www.w3.org/TR/png-3/#9Filter-types."""
    nearest = min((left, above, corner), key=lambda value: abs(left + above - corner - value))
    return (0, left, above, (left + above) // 2, nearest)[kind]


def with_chunks(picture: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """The PNG ``picture`` with further chunks behind its header."""
    return picture[:33] + b"".join(_chunk(kind, content) for kind, content in chunks) + picture[33:]


def with_segments(picture: bytes, *segments: tuple[int, bytes]) -> bytes:
    """The JPEG ``picture`` with further segments at its beginning, each by its marker."""
    parts = (struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content for marker, content in segments)
    return picture[:2] + b"".join(parts) + picture[2:]


def linear_profile() -> bytes:
    """A colour profile with the primaries of sRGB and no gamma: a grey of 128 is shown as bright as sRGB's 188."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A parametric curve (ICC.1:2010, 10.16): its type, and the first parameter, which is the gamma.
    curve = profile.index(b"para\0\0\0\0")
    return profile[: curve + 8] + struct.pack(">HHI", 0, 0, 1 << 16) + profile[curve + 16 :]


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that declares far more pixels than it holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(b"\0" * 1000)), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def endless(size: Size, bytes_: int) -> bytes:
    """A JPEG of some ``bytes_`` that decodes for minutes: after each of its many scans, every pixel is gone through."""
    whole = encoded(Image.new("RGB", size, "#784a1e"), "JPEG", progressive=True, quality=50)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * ((bytes_ - len(whole)) // len(scan)) + whole[-2:]


def written(path: Path, content: bytes) -> Path:
    """``path``, with ``content`` in it."""
    path.write_bytes(content)
    return path


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
