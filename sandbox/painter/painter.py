"""Paints pictures from a prompt: the same input gives the same picture."""

import math
from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from sandbox.imini.sizes import Size, describe
from sandbox.painter import caption, insets
from sandbox.painter.composition import compose
from sandbox.painter.styles import hills, mosaic, planets, ribbons, tiles
from sandbox.painter.tools import palette
from sandbox.painter.tools.brushes import Scene, grain
from sandbox.painter.words.recipe import Recipe, found

Style = Callable[[Scene], Image.Image]

STYLES: tuple[Style, ...] = (hills.paint, ribbons.paint, planets.paint, tiles.paint, mosaic.paint)
"""For prompts without a word that the painter knows."""

DETAIL = {"low": 1, "medium": 2, "high": 3}
CANVAS_PIXELS = 6_500_000
"""Maximum pixels of the canvas, which has up to twice the picture's sides: scaling it down smooths edges."""


def paint(
    prompt: str,
    size: Size,
    *,
    seed: int,
    references: Sequence[bytes] = (),
    style: bool = False,
    quality: str = "medium",
    index: int = 0,
) -> bytes:
    """Paint picture ``index`` (from 0) of a batch; returns a PNG of exactly ``size`` pixels.

    It shows what the prompt names. Of ``references`` (the bytes of image files), the first that was painted here gives
    its scene, or only its light if ``style``; each other one appears as a print, or as a crossed-out frame if it can't
    be read. ``quality`` is low, medium or high. A 4K picture takes about 1.5 s of CPU, so call it off the event loop.
    """
    photos = [insets.decode(reference) for reference in references]
    base = next((photo for photo in photos if photo and found(photo)), None)
    recipe = Recipe((prompt,), seed, index, math.prod(size), DETAIL[quality])
    if base and (origin := found(base)):
        recipe = recipe.after(origin, style)
    prints = [photo for photo in photos if photo is None or photo is not base]
    image, colours = _painted(recipe, size, next(filter(None, prints), None))
    image = grain(image.resize(size, Image.Resampling.BICUBIC), recipe.detail, recipe.dice.of("grain"))
    strip = caption.strip(size, prompt, f"{describe(size)}  {quality}  no. {index + 1}", colours)
    insets.pin(image, prints, size[1] - strip.height, recipe.dice.of("prints"))
    image.paste(strip, (0, size[1] - strip.height), strip)
    return _png(image, recipe.written())


def _painted(recipe: Recipe, size: Size, photo: Image.Image | None) -> tuple[Image.Image, palette.Palette]:
    """The picture on a larger canvas, and the colours of its caption."""
    dice, canvas = recipe.dice, _canvas(size)
    if plan := recipe.plan:
        image = compose(canvas, canvas[1] * (1 - caption.share(size)), plan, dice, recipe.detail)
        return image, palette.around(insets.main_hue(image), dice)
    chance = dice.of("palette")
    colours = palette.around(insets.main_hue(photo), chance) if photo else palette.choose(recipe.prompts[0], chance)
    paint_style = STYLES[(recipe.digest[0] + recipe.index) % len(STYLES)]
    return paint_style(Scene(canvas, colours, dice, recipe.detail)), colours


def blank(size: Size) -> bytes:
    """A white PNG."""
    return _png(Image.new("RGB", size, "white"))


def placeholder() -> bytes:
    """The small PNG that other sites get instead of a picture."""
    image = Image.new("RGB", (240, 160), (226, 226, 230))
    ImageDraw.Draw(image).text((120, 80), "no hotlinking", (120, 120, 128), ImageFont.load_default(20), "mm")
    return _png(image)


def _canvas(size: Size) -> Size:
    scale = min(2.0, math.sqrt(CANVAS_PIXELS / math.prod(size)))
    return round(size[0] * scale), round(size[1] * scale)


def _png(image: Image.Image, info: PngImagePlugin.PngInfo | None = None) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", compress_level=1, pnginfo=info)
    return file.getvalue()
