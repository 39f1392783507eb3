"""A sunburst of glass facets in rings around one point."""

import math
from itertools import pairwise

from PIL import Image, ImageDraw

from sandbox.painter.tools.brushes import Point, Scene, disc

GROWTH = 1.17
"""Ratio of the radii of two neighbouring rings."""


def paint(scene: Scene) -> Image.Image:
    image = Image.new("RGB", scene.size, scene.palette.tone(0.06))
    centre = scene.spot((0.3, 0.7), (0.28, 0.6))
    draw, rings = ImageDraw.Draw(image), _rings(scene, centre)
    disc(draw, centre, scene.unit * 4, scene.palette.tone(1))
    for number, (inner, outer) in enumerate(pairwise(rings)):
        level = 0.98 - 0.9 * (number / len(rings)) ** 1.3 + (0.05 if number % 2 else -0.05)
        for sector in range(len(inner)):
            after = (sector + 1) % len(inner)
            _facet(draw, scene, [inner[sector], outer[sector], outer[after], inner[after]], level)
    return image


def _rings(scene: Scene, centre: Point) -> list[list[Point]]:
    """Corners of the facets, ring by ring, until outside the picture; each ring is turned by ``twist`` sectors."""
    sectors, radius, twist = 12 + 8 * scene.detail, scene.unit * 4, scene.rng.uniform(0.1, 0.45)
    rings: list[list[Point]] = []
    while radius < math.hypot(*scene.size) * GROWTH:
        turns = [(sector + len(rings) * twist + scene.rng.uniform(-0.15, 0.15)) / sectors for sector in range(sectors)]
        rings.append([_polar(centre, radius * scene.rng.uniform(0.96, 1.04), math.tau * turn) for turn in turns])
        radius *= GROWTH
    return rings


def _polar(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _facet(draw: ImageDraw.ImageDraw, scene: Scene, quad: list[Point], level: float) -> None:
    """One pane of two triangles, with its lead frame."""
    for half in (quad[:3], [quad[0], *quad[2:]]):
        draw.polygon(half, fill=scene.palette.tone(level + scene.rng.uniform(-0.09, 0.09)))
    draw.line([*quad, quad[0]], fill=scene.palette.tone(0.06), width=max(1, round(scene.unit * 0.2)))
