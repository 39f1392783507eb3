"""The sea: its gradient, the path of light on it, glints and waves."""

from PIL import Image, ImageDraw, ImageFilter

from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.brushes import wave
from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Point
from sandbox.painter.words.colours import COLOURS

FAR, NEAR = (118, 190, 208), (24, 92, 140)
WAVES = 4


def sea(stage: Stage) -> None:
    """Water from the horizon to the floor."""
    far, near = _water(stage)
    far = mixed(stage.light.on(far, 0.45), stage.light.above(0.55), 0.35)
    flat = [(0.0, stage.horizon), (float(stage.width), stage.horizon)]
    stage.fill(flat, far, stage.light.on(near), stage.floor - stage.horizon)
    _light_path(stage)
    _glints(stage)


def waves(stage: Stage) -> None:
    """Crests in front of what floats."""
    water_far, water_near = _water(stage)
    for number in range(WAVES):
        near = 0.5 + 0.5 * number / (WAVES - 1)
        dice = stage.dice.of(f"wave {number}")
        swell, length = stage.unit * (0.7 + 1.5 * near), dice.uniform(0.8, 1.3)
        curve, level = wave(dice, 3), stage.down(0.3 + 0.58 * near)
        crest = [
            (x, level + swell * curve(3.2 * length * x / stage.width))
            for x in range(0, stage.width + 8, max(1, stage.width // 200))
        ]
        colour = stage.light.on(mixed(water_far, water_near, 0.45 + 0.55 * near), 0.12 * (1 - near))
        foam = mixed(colour, stage.light.rim, 0.28)
        stage.fill([(x, y - 0.35 * stage.unit) for x, y in crest], foam, foam)
        stage.fill(
            [(float(x), y) for x, y in crest], colour, stage.light.on(mixed(water_near, (8, 40, 90), 0.5 * near))
        )


def _water(stage: Stage) -> tuple[Colour, Colour]:
    """The colours of the water far away and near."""
    if tint := stage.plan.tint("sea"):
        return mixed(COLOURS[tint], (255, 255, 255), 0.3), mixed(COLOURS[tint], (10, 20, 60), 0.25)
    return FAR, NEAR


def _light_path(stage: Stage) -> None:
    """What sun or moon throw on the water."""
    size = (stage.width // 2, (stage.image.height - round(stage.horizon)) // 2 + 1)
    mask, dice = Image.new("L", size), stage.dice.of("light path")
    draw, deep = ImageDraw.Draw(mask), (stage.floor - stage.horizon) / 2
    for _ in range(110):
        down = dice.random() ** 1.3
        half = stage.unit * (1.2 + 5.5 * down) * dice.uniform(0.4, 1)
        x, y = stage.lamp[0] / 2 + dice.gauss(0, 0.9 + 2.6 * down) * stage.unit, down * deep
        thick = stage.unit * (0.12 + 0.42 * down)
        draw.ellipse((x - half, y - thick, x + half, y + thick), fill=round(210 * (1 - 0.55 * down)))
    mask = mask.filter(ImageFilter.GaussianBlur(stage.unit * 0.12)).resize((2 * size[0], 2 * size[1]))
    stage.image.paste(stage.light.lamp, (0, round(stage.horizon)), mask)


def _glints(stage: Stage) -> None:
    draw, dice = stage.draw(), stage.dice.of("glints")
    for _ in range(60 + 40 * stage.detail):
        down = dice.random()
        x, half = dice.random() * stage.width, stage.unit * (0.6 + 3.6 * down) * dice.uniform(0.4, 1)
        y, thick = stage.down(down), stage.unit * (0.08 + 0.16 * down)
        draw.ellipse((x - half, y - thick, x + half, y + thick), fill=(*stage.light.rim, 62))


def pond(stage: Stage, at: Point, half: float) -> None:
    """Water on land around ``at``; ``half`` its width, in pixels."""
    far, near = _water(stage)
    draw, (x, y) = stage.draw(), at
    for grow, colour in ((1.03, mixed(near, (40, 60, 60), 0.5)), (1.0, mixed(far, near, 0.35))):
        wide, high = half * grow, half * 0.24 * grow
        draw.ellipse((x - wide, y - high, x + wide, y + high), fill=stage.light.on(colour))


def ripples(stage: Stage, at: Point, half: float, colour: Colour | None = None) -> None:
    """Rings on the water around something."""
    draw = stage.draw()
    for ring in range(3):
        wide, high = half * (1 + 0.35 * ring), half * (0.13 + 0.06 * ring)
        box = (at[0] - wide, at[1] - high, at[0] + wide, at[1] + high)
        draw.ellipse(
            box, outline=(*(colour or stage.light.rim), 130 - 35 * ring), width=max(1, round(stage.unit * 0.3))
        )
