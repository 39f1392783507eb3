"""Layered hills at dusk, a low sun behind them, firs on the nearest."""

from itertools import product

from PIL import Image, ImageDraw

from sandbox.painter.tools.brushes import Point, Scene, disc, glow, gradient, wave

NEAR = 0.75
"""Hills nearer than this (0 is the horizon, 1 the front) have trees."""


def paint(scene: Scene) -> Image.Image:
    horizon = scene.rng.uniform(0.42, 0.56)
    image = gradient(scene.size, lambda at: scene.palette.tone(0.22 + 0.78 * min(at / horizon, 1) ** 1.3))
    _stars(image, scene, horizon)
    _sun(image, scene, horizon)
    _birds(image, scene, horizon)
    layers = 4 + 2 * scene.detail
    for layer in range(layers):
        _hill(image, scene, horizon, layer / (layers - 1))
    return image


def _stars(image: Image.Image, scene: Scene, horizon: float) -> None:
    draw = ImageDraw.Draw(image, "RGBA")
    for _ in range(90 * scene.detail):
        height = scene.rng.random() ** 1.6
        place = scene.rng.random() * scene.size[0], height * horizon * 0.8 * scene.size[1]
        disc(draw, place, scene.unit * scene.rng.uniform(0.05, 0.16), (255, 255, 255, round(200 * (1 - height))))


def _sun(image: Image.Image, scene: Scene, horizon: float) -> None:
    centre = scene.spot((0.2, 0.8), (horizon * 0.7, horizon * 0.92))
    glow(image, centre, scene.unit * 80, scene.palette.tone(1), 0.8)
    disc(ImageDraw.Draw(image), centre, scene.unit * scene.rng.uniform(7, 12), scene.palette.tone(1))


def _birds(image: Image.Image, scene: Scene, horizon: float) -> None:
    draw, rng = ImageDraw.Draw(image), scene.rng
    x, y = scene.spot((0.2, 0.8), (horizon * 0.35, horizon * 0.6))
    for _ in range(rng.randint(3, 5 + scene.detail)):
        span, left, top = (
            scene.unit * rng.uniform(1.4, 3),
            x + rng.gauss(0, 9) * scene.unit,
            y + rng.gauss(0, 4) * scene.unit,
        )
        for wing in (0, 1):
            box = (left + wing * span, top, left + (wing + 1) * span, top + 0.8 * span)
            draw.arc(box, 195, 345, fill=scene.palette.tone(0.15), width=round(scene.unit * 0.3))


def _hill(image: Image.Image, scene: Scene, horizon: float, near: float) -> None:
    ridge = _ridge(scene, horizon + (1 - horizon) * (near * 0.85) ** 1.15, near)
    shade = 0.04 + 0.74 * (1 - near) ** 1.2
    top = round(min(y for _, y in ridge))
    body = gradient(
        (image.width, image.height - top), lambda at: scene.palette.tone(shade + 0.16 * at * (1 - 0.8 * near))
    )
    mask = Image.new("L", body.size)
    outline = [(x, y - top) for x, y in ridge]
    ImageDraw.Draw(mask).polygon([*outline, (outline[-1][0], body.height), (0, body.height)], fill=255)
    image.paste(body, (0, top), mask)
    if near >= NEAR:
        _trees(image, scene, ridge, near)


def _ridge(scene: Scene, level: float, near: float) -> list[Point]:
    width, height = scene.size
    curve, swell = wave(scene.rng, 4 + scene.detail), height * (0.075 - 0.02 * near)
    step = max(1, width // 320)
    return [(x, height * level + swell * curve(x / width)) for x in range(0, width + step, step)]


def _trees(image: Image.Image, scene: Scene, ridge: list[Point], near: float) -> None:
    draw, colour = ImageDraw.Draw(image), scene.palette.tone(0.04 + 0.74 * (1 - near) ** 1.2)
    spots = [scene.rng.choice(ridge) for _ in range(26 * scene.detail)]
    for (x, y), tier in product(spots, range(4)):
        tall = scene.unit * (1.2 + 2.2 * near + 1.6 * ((x * 0.37) % 1))
        base, half = y + tall * (0.12 - tier * 0.22), tall * 0.22 * (1 - tier * 0.2)
        draw.polygon([(x - half, base), (x + half, base), (x, base - tall * 0.38)], fill=colour)
