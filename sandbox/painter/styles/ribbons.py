"""Twisting ribbons of silk, drawn quad by quad."""

import math

from PIL import Image, ImageDraw

from sandbox.painter.tools.brushes import Point, Scene, glow, gradient, wave

START, STOP = -0.06, 1.06
"""Ribbons start and stop outside the picture, at these fractions of its longer side."""


def paint(scene: Scene) -> Image.Image:
    image = gradient(scene.size, lambda at: scene.palette.tone(0.16 - 0.13 * at))
    glow(image, scene.spot((0.25, 0.75), (0.2, 0.6)), max(scene.size) * 0.55, scene.palette.tone(0.42), 0.8)
    ribbons = 4 + 2 * scene.detail
    for ribbon in range(ribbons):
        _ribbon(image, scene, ribbon / (ribbons - 1))
    return image


def _ribbon(image: Image.Image, scene: Scene, place: float) -> None:
    """One ribbon; ``place`` from 0 (the first, dark side) to 1 (the last, light side)."""
    draw, strands = ImageDraw.Draw(image), 3 + 2 * scene.detail
    ladder = _ladder(scene, place)
    for (one, other, turn), (next_one, next_other, _) in zip(ladder, ladder[2:], strict=False):
        light = (0.5 + 0.5 * math.sin(turn + 0.9)) ** 1.4
        for strand in range(strands):
            low, high = strand / strands, (strand + 1.1) / strands
            fold = 0.1 * math.sin(6 * low + 3 * place)
            quad = [_between(one, other, low), _between(next_one, next_other, low),
                    _between(next_one, next_other, high), _between(one, other, high)]  # fmt: skip
            draw.polygon(quad, fill=scene.palette.tone(0.16 + 0.3 * place + 0.5 * light + fold))


def _ladder(scene: Scene, place: float) -> list[tuple[Point, Point, float]]:
    """Both edges of a ribbon at each step along it, and how far it is turned there, in radians."""
    rng = scene.rng
    spine, breadth = wave(rng, 3), wave(rng, 2)
    twists, phase, lean = rng.uniform(1.2, 2.4), rng.uniform(0, math.tau), rng.uniform(-0.25, 0.25)
    middle, steps = 0.12 + 0.76 * place + rng.uniform(-0.06, 0.06), 120 + 60 * scene.detail
    ladder = []
    for step in range(steps + 1):
        at = START + (STOP - START) * step / steps
        turn = twists * math.tau * at + phase
        height, half = middle + lean * (at - 0.5) + 0.16 * spine(at), (0.055 + 0.03 * breadth(at)) * math.cos(turn)
        shift = 0.02 * math.sin(turn)
        ladder.append(
            (_placed(scene, at - shift, height - half - 0.012), _placed(scene, at + shift, height + half + 0.012), turn)
        )
    return ladder


def _placed(scene: Scene, along: float, across: float) -> Point:
    """Ribbons run along the longer side."""
    width, height = scene.size
    return (along * width, across * height) if width >= height else (across * width, along * height)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
