"""Beyond the sky: a nebula and planets."""

from PIL import Image, ImageDraw, ImageFilter

from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.brushes import clouds, falloff
from sandbox.painter.tools.dice import Dice
from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.words.colours import COLOURS

NEBULAE: tuple[Colour, ...] = ((120, 70, 190), (60, 110, 210), (224, 96, 160))
RINGS = 2.3
"""How far the rings reach, in radii of the planet."""

PLANETS: tuple[Colour, ...] = ((232, 150, 96), (96, 168, 210), (214, 176, 120), (170, 120, 200))


def nebula(stage: Stage) -> None:
    small = (stage.width // 8, stage.image.height // 8)
    for number, colour in enumerate(NEBULAE):
        levels = [max(0, value - 126) * 2 * (3 - number) // 3 for value in range(256)]
        mask = clouds(small, stage.dice.of(f"nebula {number}")).point([min(150, level) for level in levels])
        stage.image.paste(colour, (0, 0), mask.resize(stage.image.size, Image.Resampling.BICUBIC))


def planets(stage: Stage) -> None:
    """Those that are named, or one in space."""
    named = next((thing for thing in stage.plan.sky if thing.name == "planet"), None)
    if not named and "space" not in stage.plan.grounds:
        return
    for number in range(min(3, named.count) if named else 1):
        dice = stage.dice.of(f"planet {number}")
        across, down = (0.24, 0.3) if number == 0 else (dice.uniform(0.5, 0.9), dice.uniform(0.12, 0.5))
        if stage.lamp[0] < stage.width / 2:
            across = 1 - across
        radius = stage.unit * (15 if number == 0 else dice.uniform(4, 8))
        own = COLOURS[named.colour] if named and named.colour else dice.choice(PLANETS)
        # With its rings, as far from the edges as it takes to see all of it.
        reach = min(RINGS * radius, stage.width / 2)
        x = min(max(across * stage.width, reach), stage.width - reach)
        _planet(stage, dice, (x, max(down * stage.horizon, 0.6 * RINGS * radius)), radius, own)


def _planet(stage: Stage, dice: Dice, at: tuple[float, float], radius: float, colour: Colour) -> None:
    side, tilt = round(2 * radius), dice.uniform(-30, -12)
    far, near = (_ring(side, colour, start).rotate(tilt, Image.Resampling.BICUBIC) for start in (180, 0))
    corner = round(at[0] - far.width / 2), round(at[1] - far.height / 2)
    stage.image.paste(far, corner, far)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    stage.image.paste(_face(dice, side, colour, tilt), (round(at[0] - radius), round(at[1] - radius)), mask)
    stage.image.paste(near, corner, near)


def _face(dice: Dice, side: int, colour: Colour, tilt: float) -> Image.Image:
    """Bands, lit from the upper left."""
    bands = Image.new("RGB", (1, 11))
    for band in range(bands.height):
        bands.putpixel((0, band), mixed(colour, (255, 244, 224) if band % 2 else (70, 40, 90), dice.uniform(0.05, 0.5)))
    face = bands.resize((2 * side, 2 * side), Image.Resampling.BICUBIC).rotate(tilt, Image.Resampling.BILINEAR)
    half = side // 2
    light = falloff(2 * side, lambda away: 1 - (1.15 * away) ** 2.4)
    shift = round(0.36 * side)
    lit = light.crop((side - shift, side - shift, 2 * side - shift, 2 * side - shift))
    return Image.composite(
        face.crop((half, half, half + side, half + side)), Image.new("RGB", (side, side), (22, 14, 44)), lit
    )


def _ring(side: int, colour: Colour, start: int) -> Image.Image:
    """Half of the rings: the one behind (180) or before the planet (0)."""
    ring = Image.new("RGBA", (round(2.4 * side), round(2.4 * side)))
    draw, middle = ImageDraw.Draw(ring), ring.width / 2
    for number in range(4):
        reach, ink = side * (1.12 - 0.11 * number), mixed(colour, (255, 240, 214), 0.25 + 0.16 * number)
        box = (middle - reach, middle - 0.24 * reach, middle + reach, middle + 0.24 * reach)
        draw.arc(box, start, start + 180, fill=(*ink, 200 - 30 * number), width=max(1, round(side * 0.045)))
    return ring.filter(ImageFilter.GaussianBlur(side * 0.004))
