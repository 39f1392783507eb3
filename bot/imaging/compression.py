"""Encodes a picture within a limit of bytes: in the best quality that fits, or with fewer pixels.

Encoding takes 40 ms for a 4K picture, and WebP ten times as long, so the quality is calculated and not searched for.
"""

import io
import math
from collections.abc import Callable
from typing import Final

from PIL import Image

BEST: Final = 92
LEAST: Final = 75
"""The quality of JPEG and WebP: that of the first try, and the lowest."""

_SCALED = 80
"""The quality that a picture is scaled down for."""

_HOPELESS = 3
"""If a file is this many times too large, a lower quality can't make it fit."""

_CAUTION = 0.8
_LEAST_STEEPNESS = 0.3
_LARGEST_SCALE = 0.9
_SMALLEST_SIDE = 256

Encode = Callable[[Image.Image, int], memoryview]
"""A picture and a quality make a file."""


def encoded(picture: Image.Image, quality: int) -> memoryview:
    """A JPEG, or of an RGBA picture a WebP."""
    form, file = "WEBP" if picture.mode == "RGBA" else "JPEG", io.BytesIO()
    picture.save(file, form, quality=quality, method=0)  # WebP's fastest method
    return file.getbuffer()


def compressed(picture: Image.Image, limit: int, encode: Encode = encoded) -> memoryview | None:
    """The picture (L, RGB or RGBA) as a file of at most ``limit`` bytes, or None if nothing fits.

    All but noise fits at the second try as JPEG, at the third as WebP. Each is calculated from the one before.
    """
    quality = BEST
    while len(data := encode(picture, quality)) > limit:
        excess = len(data) / limit
        steepness = _steepness(picture, encode)
        if quality > LEAST and excess <= _HOPELESS:
            coarseness = _coarseness(quality) * excess ** (1 / steepness)
            quality = max(LEAST, 100 - math.ceil(coarseness / 2))
        elif min(picture.size) > _SMALLEST_SIDE:
            excess *= (_coarseness(quality) / _coarseness(_SCALED)) ** steepness
            picture, quality = _scaled(picture, min(_LARGEST_SCALE, 1 / math.sqrt(excess))), _SCALED
        else:
            return None
    return data


def _steepness(picture: Image.Image, encode: Encode) -> float:
    """The power of coarseness with which the file of this picture shrinks, by the strip in its middle.

    It is about 0.5 for a smooth picture, 0.9 for one of fine structure, and 0.4 for noise. It is less for the first
    steps below the best quality, so it is taken with caution.
    """
    left, width = picture.width * 7 // 16, max(16, picture.width // 8)
    strip = picture.crop((left, 0, min(picture.width, left + width), picture.height))
    shrunk = len(encode(strip, BEST)) / len(encode(strip, LEAST))
    return max(_LEAST_STEEPNESS, _CAUTION * math.log(shrunk) / math.log(_coarseness(LEAST) / _coarseness(BEST)))


def _coarseness(quality: int) -> int:
    """By how many percent of its standard table JPEG rounds, from quality 50 on (libjpeg, ``jpeg_quality_scaling``)."""
    return 200 - 2 * quality


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    size = max(1, int(picture.width * scale)), max(1, int(picture.height * scale))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
