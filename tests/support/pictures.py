"""Pictures made for a test, and files that only pretend to be some."""

import io
import random
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

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


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that declares far more pixels than it holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(b"\0" * 1000)), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def written(path: Path, content: bytes) -> Path:
    """``path``, with ``content`` in it."""
    path.write_bytes(content)
    return path


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
