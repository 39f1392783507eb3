"""The pictures of the sandbox: painted from the prompt alone, the same for the same input, marked for what they are."""

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
"""Pictures are painted on a canvas of up to twice their sides (which smooths edges) and no more pixels than these."""


def paint(
    prompt: str, size: Size, *, seed: int, references: Sequence[bytes] = (), quality: str = "medium", index: int = 0
) -> bytes:
    """Paint picture number ``index`` (from 0) of a batch; returns a PNG of exactly ``size`` pixels.

    Each reference (the bytes of an image file) hangs on the picture as a print, and the first one sets its main hue.
    One that can't be read hangs there as a crossed-out frame. ``quality`` is low, medium or high. Takes up to some
    1.5 s for a 4K picture, so call it off the event loop.
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
    """A PNG with nothing on it."""
    return _png(Image.new("RGB", size, "white"))


def placeholder() -> bytes:
    """The small PNG that stands in for a picture asked for from a foreign page."""
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
