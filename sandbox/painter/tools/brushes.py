"""What all styles share: the scene, gradients, glows, curves, clouds and grain."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from sandbox.imini.sizes import Size
from sandbox.painter.tools.palette import Colour, Palette

Point = tuple[float, float]

GRADIENT_STEPS = 64
RIM = 181
"""The level of Pillow's radial gradient (255 in the corners) where its circle touches the sides."""
GRAIN_TILE = (4096, 256)
"""Wider than any picture, so that no row repeats within reach of PNG's compression."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a style receives: a canvas ``size`` in pixels, colours, a random generator, and ``detail`` from 1 to 3."""

    size: Size
    palette: Palette
    rng: random.Random
    detail: int

    @property
    def unit(self) -> float:
        """A hundredth of the shorter side in pixels, so that a picture looks the same at every size."""
        return min(self.size) / 100

    def spot(self, across: Point, down: Point) -> Point:
        """A random point within these fractions (0..1) of width and height."""
        return self.size[0] * self.rng.uniform(*across), self.size[1] * self.rng.uniform(*down)


def gradient(size: Size, colour_at: Callable[[float], Colour]) -> Image.Image:
    """A vertical gradient; ``colour_at`` maps 0 (top) to 1 (bottom) to a colour."""
    column = Image.new("RGB", (1, GRADIENT_STEPS))
    for step in range(GRADIENT_STEPS):
        column.putpixel((0, step), colour_at(step / (GRADIENT_STEPS - 1)))
    # Smooth only vertically, then copy across: a fraction of the time of one smooth resize.
    return column.resize((1, size[1]), Image.Resampling.BICUBIC).resize(size, Image.Resampling.NEAREST)


def glow(image: Image.Image, centre: Point, radius: float, colour: Colour, strength: float) -> None:
    """Add light around a point, from ``strength`` (0..1) in its centre to none at ``radius`` (pixels)."""
    side = round(2 * radius)
    mask = falloff(side, lambda away: strength * (1 - away) ** 2)
    image.paste(colour, (round(centre[0] - radius), round(centre[1] - radius)), mask)


def falloff(side: int, strength_at: Callable[[float], float]) -> Image.Image:
    """A grey square; ``strength_at`` maps 0 (the centre) to 1 (the inscribed circle) to a level of 0..1."""
    levels = [round(255 * max(0.0, strength_at(min(1.0, value / RIM)))) for value in range(256)]
    return Image.radial_gradient("L").point(levels).resize((side, side), Image.Resampling.BILINEAR)


def disc(draw: ImageDraw.ImageDraw, centre: Point, radius: float, fill: int | tuple[int, ...]) -> None:
    draw.ellipse((centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius), fill=fill)


def wave(rng: random.Random, octaves: int) -> Callable[[float], float]:
    """A smooth random curve over 0..1 with values in -1..1; more octaves make it more rugged."""
    terms = [
        (0.5**octave, 4.7 * rng.uniform(1, 1.6) * 2**octave, rng.uniform(0, math.tau)) for octave in range(octaves)
    ]
    total = sum(height for height, _, _ in terms)
    return lambda at: sum(height * math.sin(speed * at + phase) for height, speed, phase in terms) / total


def clouds(size: Size, rng: random.Random) -> Image.Image:
    """Grey clouds: noise at four scales, finer ones fainter."""
    sky = Image.new("L", size, 128)
    for cells, share in ((3, 1.0), (6, 0.45), (13, 0.3), (27, 0.2)):
        layer = Image.frombytes("L", (cells, cells), rng.randbytes(cells * cells))
        sky = Image.blend(sky, layer.resize(size, Image.Resampling.BICUBIC), share)
    return sky


def grain(image: Image.Image, amplitude: int, rng: random.Random) -> Image.Image:
    """The image with film grain of at most ``amplitude`` levels (of 255) up or down."""
    levels = [128 - amplitude + value * (2 * amplitude + 1) // 256 for value in range(256)]
    tile = Image.frombytes("L", GRAIN_TILE, rng.randbytes(math.prod(GRAIN_TILE))).point(levels)
    sheet = Image.new("L", image.size)
    for top in range(0, image.height, tile.height):
        sheet.paste(tile, (0, top))
    return ImageChops.add(image, Image.merge("RGB", (sheet, sheet, sheet)), 1, -128)
