"""The sky: its colours, sun and moon, stars, planets, clouds, a rainbow, the northern lights."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.brushes import disc, glow, gradient, wave
from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Point
from sandbox.painter.words.colours import COLOURS

RAINBOW: tuple[Colour, ...] = (
    (226, 74, 74), (240, 150, 60), (248, 216, 90), (104, 184, 106), (84, 146, 216), (140, 100, 190),
)  # fmt: skip
AURORA: tuple[Colour, ...] = ((92, 236, 170), (80, 200, 210), (170, 120, 230))


def paint_sky(stage: Stage) -> None:
    """Paint everything behind the land."""
    stars(stage)
    if stage.plan.shows("aurora"):
        _aurora(stage)
    if not stage.light.in_space or stage.plan.shows("sun") or stage.plan.shows("moon"):
        _lamp(stage)
    if stage.plan.shows("rainbow"):
        _rainbow(stage)
    if not stage.light.in_space:
        _clouds(stage)


def background(stage: Stage) -> None:
    """The gradient of the sky, and its haze below the horizon."""
    share = stage.horizon / stage.image.height
    stage.image.paste(gradient(stage.image.size, lambda at: stage.light.above(at / share)), (0, 0))
    glow(stage.image, stage.lamp, 95 * stage.unit, mixed(stage.light.lamp, stage.light.haze, 0.4), 0.55)


def stars(stage: Stage) -> None:
    wanted = max(stage.light.stars, 0.9 if stage.plan.shows("stars") else 0.0)
    draw, dice = stage.draw(), stage.dice.of("stars")
    for _ in range(round(150 * wanted)):
        height, bright = dice.random() ** 1.4, dice.random() ** 2
        spot = dice.random() * stage.width, height * stage.horizon
        colour = (255, 255, round(255 - 40 * dice.random()), round((235 - 150 * height) * (0.45 + 0.55 * bright)))
        disc(draw, spot, stage.unit * (0.13 + 0.24 * bright), colour)
        if bright > 0.8:
            _sparkle(draw, spot, stage.unit * 1.5 * bright, colour)


def _sparkle(draw: ImageDraw.ImageDraw, spot: tuple[float, float], arm: float, colour: tuple[int, ...]) -> None:
    x, y = spot
    waist = arm / 9
    draw.polygon([(x - arm, y), (x, y - waist), (x + arm, y), (x, y + waist)], fill=colour)
    draw.polygon([(x, y - arm), (x - waist, y), (x, y + arm), (x + waist, y)], fill=colour)


def _lamp(stage: Stage) -> None:
    moon = stage.plan.shows("moon") or stage.plan.shows("crescent")
    if (stage.light.name in ("night", "space") and not stage.plan.shows("sun")) or moon:
        return _moon(stage)
    radius = stage.unit * {"sunset": 11, "dawn": 9}.get(stage.light.name, 7.5)
    colour = _own_colour(stage, "sun") or stage.light.lamp
    glow(stage.image, stage.lamp, radius * 3.4, colour, 0.75)
    return disc(stage.draw(), stage.lamp, radius, colour)


def _moon(stage: Stage) -> None:
    radius, (x, y) = stage.unit * 8.5, stage.lamp
    colour = _own_colour(stage, "moon") or _own_colour(stage, "crescent") or (252, 244, 214)
    glow(stage.image, stage.lamp, radius * 4.2, mixed(colour, stage.light.above(0.6), 0.35), 0.6)
    side = round(2 * radius)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    if stage.plan.shows("crescent"):
        ImageDraw.Draw(mask).ellipse((-0.42 * side, -0.12 * side, 0.72 * side, 0.9 * side), fill=0)
    face = Image.new("RGB", (side, side), colour)
    for across, down, size in ((0.34, 0.36, 0.13), (0.62, 0.62, 0.17), (0.66, 0.3, 0.07), (0.36, 0.72, 0.08)):
        disc(ImageDraw.Draw(face), (across * side, down * side), size * side, mixed(colour, (170, 164, 170), 0.25))
    stage.image.paste(face, (round(x - radius), round(y - radius)), mask)


def _own_colour(stage: Stage, name: str) -> Colour | None:
    """What the prompt says of a light in the sky: a red moon."""
    found = next((thing.colour for thing in stage.plan.sky if thing.name == name), None)
    return mixed(COLOURS[found], (255, 255, 255), 0.25) if found else None


def _clouds(stage: Stage) -> None:
    named = stage.plan.shows("clouds") or stage.plan.weather in ("rain", "snow")
    dice, size = stage.dice.of("clouds"), (stage.width // 4, round(stage.horizon) // 4)
    mask, unit = Image.new("L", size), stage.unit / 4
    for cloud in range(7):
        x, y = dice.uniform(-0.05, 1.05) * size[0], dice.uniform(0.12, 0.62) * size[1]
        span = unit * dice.uniform(7, 13)
        puffs = [(dice.uniform(-1, 1), dice.uniform(0.25, 0.5)) for _ in range(6)]
        if cloud < (7 if named else 4):
            mask = ImageChops.lighter(mask, _cloud(size, (x, y), span, puffs))
    mask = mask.filter(ImageFilter.GaussianBlur(unit * 0.25)).resize((stage.width, 4 * size[1]))
    strength = 210 if stage.light.name in ("day", "winter", "grey", "dawn") else 105
    colour = mixed(stage.light.haze, (255, 255, 255), 0.0 if stage.light.name == "night" else 0.55)
    stage.image.paste(colour, (0, 0), mask.point([value * strength // 255 for value in range(256)]))


def _cloud(size: tuple[int, int], at: Point, span: float, puffs: list[Point]) -> Image.Image:
    """One cloud: discs with a flat base."""
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for across, height in puffs:
        disc(draw, (at[0] + across * span * 0.8, at[1] - height * span * 0.3 * (1 - abs(across))), height * span, 255)
    draw.rectangle((0, at[1] + 0.14 * span, *size), fill=0)
    return mask


def _rainbow(stage: Stage) -> None:
    small = (stage.width // 2, stage.image.height // 2)
    arcs, unit = Image.new("RGBA", small), stage.unit / 2
    draw, reach = ImageDraw.Draw(arcs), min(small[0] * 0.46, stage.horizon * 0.42)
    for number, colour in enumerate(RAINBOW):
        radius = reach - number * 1.6 * unit
        box = (small[0] / 2 - radius, stage.horizon / 2 - radius, small[0] / 2 + radius, stage.horizon / 2 + radius)
        width = max(1, round(1.8 * unit))
        draw.arc(box, 180, 360, fill=(*colour, 190), width=width)
        for left in (box[0], box[2] - width + 1):  # down to the ground, which is below the horizon in a valley
            draw.rectangle((left, box[1] + radius, left + width - 1, small[1]), fill=(*colour, 190))
    soft = arcs.filter(ImageFilter.GaussianBlur(unit * 0.35)).resize(stage.image.size)
    stage.image.paste(soft, (0, 0), soft)


def _aurora(stage: Stage) -> None:
    size = (stage.width // 8, round(stage.horizon) // 8)
    for number, colour in enumerate(AURORA):
        dice = stage.dice.of(f"aurora {number}")
        mask, curve = Image.new("L", size), wave(dice, 3)
        draw, middle = ImageDraw.Draw(mask), 0.42 + 0.1 * number
        for x in range(size[0]):
            low = size[1] * (middle + 0.16 * curve(x / size[0]))
            high = low - size[1] * (0.34 + 0.12 * math.sin(9 * x / size[0] + number))
            draw.line((x, high, x, low), fill=150)
        mask = mask.filter(ImageFilter.GaussianBlur(size[1] / 18)).resize((stage.width, 8 * size[1]))
        stage.image.paste(colour, (0, 0), mask)
