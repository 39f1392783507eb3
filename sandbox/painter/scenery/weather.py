"""What falls through the air or hangs in it: snow, rain, fog, petals; and the dark corners of the picture."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.brushes import disc


def fall(stage: Stage) -> None:
    """Paint the weather in front of everything."""
    match stage.plan.weather:
        case "snow":
            _snow(stage)
        case "rain":
            _rain(stage)
        case "fog":
            fog(stage, 0.75)
        case _:
            pass
    if stage.plan.shows("cherry"):
        _petals(stage)


def fog(stage: Stage, strength: float) -> None:
    """Bands of mist above the land."""
    size = (stage.width // 8, stage.image.height // 8)
    mask, dice = Image.new("L", size), stage.dice.of("fog")
    draw = ImageDraw.Draw(mask)
    for _ in range(9):
        x, y = dice.random() * size[0], (stage.horizon + dice.uniform(-0.12, 0.5) * (stage.floor - stage.horizon)) / 8
        half, thick = size[0] * dice.uniform(0.25, 0.6), stage.unit / 8 * dice.uniform(2, 5)
        draw.ellipse((x - half, y - thick, x + half, y + thick), fill=round(255 * strength * dice.uniform(0.5, 0.9)))
    mask = mask.filter(ImageFilter.GaussianBlur(stage.unit / 3)).resize(stage.image.size, Image.Resampling.BILINEAR)
    stage.image.paste(stage.light.haze, (0, 0), mask)


def corners(stage: Stage) -> None:
    """Darken the corners a little, which leads the eye to the middle."""
    levels = [255 - max(0, value - 150) * 60 // 105 for value in range(256)]
    mask = Image.radial_gradient("L").point(levels).resize(stage.image.size, Image.Resampling.BILINEAR)
    shade = Image.merge("RGB", (mask, mask, mask.point([min(255, value + 6) for value in range(256)])))
    stage.image.paste(ImageChops.multiply(stage.image, shade), (0, 0))


def _snow(stage: Stage) -> None:
    draw, dice = stage.draw(), stage.dice.of("snow")
    for _ in range(130 + 70 * stage.detail):
        near = dice.random() ** 3
        at = dice.random() * stage.width, dice.random() * stage.image.height
        disc(draw, at, stage.unit * (0.18 + 0.75 * near), (255, 255, 255, round(225 - 90 * near)))


def _rain(stage: Stage) -> None:
    draw, dice = stage.draw(), stage.dice.of("rain")
    for _ in range(150 + 60 * stage.detail):
        near = dice.random()
        x, y = dice.uniform(-0.05, 1.1) * stage.width, dice.uniform(-0.1, 1) * stage.image.height
        long = stage.unit * (2.5 + 5 * near)
        thick = max(1, round(stage.unit * (0.1 + 0.16 * near)))
        draw.line((x, y, x - 0.28 * long, y + long), fill=(226, 236, 248, 120), width=thick)


def _petals(stage: Stage) -> None:
    draw, dice = stage.draw(), stage.dice.of("petals")
    for _ in range(50):
        x, y = dice.random() * stage.width, dice.random() * stage.floor
        half, high = stage.unit * dice.uniform(0.4, 0.9), stage.unit * dice.uniform(0.25, 0.5)
        draw.ellipse((x - half, y - high, x + half, y + high), fill=(*stage.light.on((252, 190, 210)), 210))
