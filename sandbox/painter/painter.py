"""Paints pictures from a prompt: the same input gives the same picture."""

import hashlib
import math
import random
from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from sandbox.imini.sizes import Size, describe
from sandbox.painter import caption, insets, palette
from sandbox.painter.brushes import Scene, grain
from sandbox.painter.styles import hills, mosaic, planets, ribbons, tiles

Style = Callable[[Scene], Image.Image]

STYLES: tuple[Style, ...] = (hills.paint, ribbons.paint, planets.paint, tiles.paint, mosaic.paint)
DETAIL = {"low": 1, "medium": 2, "high": 3}
CANVAS_PIXELS = 6_500_000
"""Maximum pixels of the canvas, which has up to twice the picture's sides: scaling it down smooths edges."""


def paint(
    prompt: str, size: Size, *, seed: int, references: Sequence[bytes] = (), quality: str = "medium", index: int = 0
) -> bytes:
    """Paint picture ``index`` (from 0) of a batch; returns a PNG of exactly ``size`` pixels.

    Each of ``references`` (the bytes of image files) appears as a print, or as a crossed-out frame if it can't be read;
    the first one sets the main hue. ``quality`` is low, medium or high. A 4K picture takes about 1.5 s of CPU, so call
    it off the event loop.
    """
    digest = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()
    rng = random.Random(f"{digest.hex()} {seed} {index}")  # noqa: S311 - pictures keep no secrets
    photos = [insets.decode(reference) for reference in references]
    scene = Scene(_canvas(size), _palette(prompt, digest, photos), rng, DETAIL[quality])
    image = STYLES[(digest[0] + index) % len(STYLES)](scene).resize(size, Image.Resampling.BICUBIC)
    image = grain(image, scene.detail, rng)
    settings = f"{describe(size)}  {quality}  no. {index + 1}"
    strip = caption.strip(size, prompt, settings, scene.palette)
    insets.pin(image, photos, size[1] - strip.height, rng)
    image.paste(strip, (0, size[1] - strip.height), strip)
    return _png(image)


def blank(size: Size) -> bytes:
    """A white PNG."""
    return _png(Image.new("RGB", size, "white"))


def placeholder() -> bytes:
    """The small PNG that other sites get instead of a picture."""
    image = Image.new("RGB", (240, 160), (226, 226, 230))
    ImageDraw.Draw(image).text((120, 80), "no hotlinking", (120, 120, 128), ImageFont.load_default(20), "mm")
    return _png(image)


def _palette(prompt: str, digest: bytes, photos: Sequence[Image.Image | None]) -> palette.Palette:
    rng = random.Random(digest)  # noqa: S311 - likewise
    found = [photo for photo in photos if photo]
    return palette.around(insets.main_hue(found[0]), rng) if found else palette.choose(prompt, rng)


def _canvas(size: Size) -> Size:
    scale = min(2.0, math.sqrt(CANVAS_PIXELS / math.prod(size)))
    return round(size[0] * scale), round(size[1] * scale)


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()
