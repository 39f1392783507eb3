"""Puts a figure into a picture: with the light on its edges, and its shadow or its reflection."""

from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from sandbox.painter.figures.catalogue import Figure, Layer
from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.brushes import glow
from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen, Point

WIDE, TALL, FOOT = 2.6, 1.6, 0.28
"""The sheet on which a figure is drawn, and how far above its lower edge the ground is, in heights of the figure."""

SPOTLIGHT = 0.3
"""How much of the colour of the light a figure is spared, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure stands, and how high it is, in pixels. ``away`` from 0 to 1, ``flip`` is -1 to look left."""

    at: Point
    height: float
    away: float = 0.0
    flip: int = 1


def place(stage: Stage, figure: Figure, spot: Spot, colour: Colour | None, *, mirrored: bool) -> None:
    """Paint a figure, ``mirrored`` in the water below it. A pond is too small for that."""
    sheet = Image.new("RGBA", (round(WIDE * spot.height), round(TALL * spot.height)))
    origin = (sheet.width / 2, sheet.height - FOOT * spot.height)
    # Brighter than all around, so that what the prompt names is seen first.
    light = replace(stage.light, ambient=mixed(stage.light.ambient, (255, 255, 255), SPOTLIGHT))
    pen = Pen(ImageDraw.Draw(sheet), origin, spot.height, light, spot.away, spot.flip)
    figure.draw(pen, colour)
    if figure.place is Layer.WATER:
        sheet.paste((0, 0, 0, 0), (0, round(origin[1]), *sheet.size))
    _shade(sheet, stage, spot)
    corner = round(spot.at[0] - origin[0]), round(spot.at[1] - origin[1])
    if mirrored:
        _reflect(stage, sheet, corner, spot)
    elif figure.place not in (Layer.AIR, Layer.WATER):
        _shadow(stage, spot)
    stage.image.paste(sheet, corner, sheet)


def halo(stage: Stage, at: Point, radius: float, colour: Colour) -> None:
    """The light around something that shines."""
    glow(stage.image, at, radius, colour, 0.5)


def _shade(sheet: Image.Image, stage: Stage, spot: Spot) -> None:
    """Darken the lower part, and lighten the edge on the side of sun or moon."""
    alpha = sheet.getchannel("A")
    ramp = Image.linear_gradient("L").resize(sheet.size).point([max(0, value - 90) * 80 // 165 for value in range(256)])
    dark = Image.new("RGB", sheet.size, (20, 18, 60))
    shift = max(1, round(0.014 * spot.height))
    side = -shift if stage.lamp[0] > spot.at[0] else shift
    inner = ImageChops.offset(alpha, side, shift)
    rim = ImageChops.subtract(alpha, inner).filter(ImageFilter.GaussianBlur(shift / 3))
    strength = stage.light.rim_share * (1 - spot.away)
    rim = ImageChops.multiply(rim.point([round(value * strength) for value in range(256)]), alpha)
    body = sheet.convert("RGB")
    body.paste(dark, (0, 0), ramp)
    body.paste(stage.light.rim, (0, 0), rim)
    body.putalpha(alpha)
    sheet.paste(body)


def _shadow(stage: Stage, spot: Spot) -> None:
    """A soft ellipse on the ground, drawn out on the side away from the light."""
    half, high = 0.46 * spot.height, 0.07 * spot.height
    mask = Image.new("L", (round(3 * half), round(5 * high)))
    middle = (mask.width / 2, mask.height / 2)
    ImageDraw.Draw(mask).ellipse((middle[0] - half, middle[1] - high, middle[0] + half, middle[1] + high), fill=110)
    mask = mask.filter(ImageFilter.GaussianBlur(high * 0.55))
    lean = 0.14 * spot.height * (1 if stage.lamp[0] < spot.at[0] else -1)
    corner = round(spot.at[0] - middle[0] + lean), round(spot.at[1] - middle[1])
    stage.image.paste((16, 18, 52), corner, mask)


def _reflect(stage: Stage, sheet: Image.Image, corner: tuple[int, int], spot: Spot) -> None:
    """The figure upside down on the water, blurred and faint."""
    small = sheet.resize((sheet.width // 4, sheet.height // 8))
    mirrored = ImageOps.flip(small).filter(ImageFilter.GaussianBlur(1.6)).resize((sheet.width, sheet.height // 2))
    faint = mirrored.getchannel("A").point([value * 70 // 255 for value in range(256)])
    ground = round(spot.at[1] - FOOT * spot.height / 2)
    stage.image.paste(mirrored.convert("RGB"), (corner[0], ground), faint)
