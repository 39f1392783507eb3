"""A ringed planet and its moons before a nebula."""

import math
from dataclasses import dataclass

from PIL import Image, ImageDraw

from sandbox.painter.tools.brushes import Point, Scene, clouds, disc, falloff, glow, gradient

Ring = tuple[float, float, tuple[int, int, int, int]]
"""Outer and inner radius in pixels, and colour."""

ARC_STEPS = 90
FAR, NEAR = math.pi, 0.0
"""Start angles of the two halves of the rings: the far one is painted before the planet, the near one after it."""


@dataclass(frozen=True, slots=True)
class Planet:
    """``radius`` in pixels, ``tilt`` of the axis in radians, ``squash`` of the rings from 0 (flat) to 1 (round)."""

    centre: Point
    radius: float
    tilt: float = 0.0
    squash: float = 0.0

    def place(self, radius: float, angle: float) -> Point:
        """A point in the plane of the rings."""
        x, y = radius * math.cos(angle), radius * self.squash * math.sin(angle)
        cos, sin = math.cos(self.tilt), math.sin(self.tilt)
        return self.centre[0] + x * cos - y * sin, self.centre[1] + x * sin + y * cos


def paint(scene: Scene) -> Image.Image:
    rng, image = scene.rng, _nebula(scene)
    _stars(image, scene)
    centre = scene.spot((0.38, 0.62), (0.38, 0.54))
    planet = Planet(centre, scene.unit * rng.uniform(23, 29), rng.uniform(-0.5, 0.5), rng.uniform(0.16, 0.3))
    rings = _rings(scene, planet.radius)
    glow(image, centre, planet.radius * 1.8, scene.palette.tone(0.7), 0.6)
    _draw_rings(image, planet, rings, FAR)
    _draw_planet(image, scene, planet)
    _draw_rings(image, planet, rings, NEAR)
    for _ in range(scene.detail):
        _draw_planet(image, scene, _moon(scene, planet))
    return image


def _nebula(scene: Scene) -> Image.Image:
    small = (scene.size[0] // 8, scene.size[1] // 8)
    image = gradient(small, lambda at: scene.palette.tone(0.03 + 0.08 * at))
    for level in (0.3, 0.45, 0.6):
        thin = clouds(small, scene.rng).point([max(0, value - 110) for value in range(256)])
        image.paste(scene.palette.tone(level), (0, 0), thin)
    return image.resize(scene.size, Image.Resampling.BICUBIC)


def _stars(image: Image.Image, scene: Scene) -> None:
    draw = ImageDraw.Draw(image, "RGBA")
    for _ in range(260 * scene.detail):
        bright = scene.rng.random() ** 3
        colour = (*scene.palette.tone(0.9 + 0.1 * bright), round(90 + 165 * bright))
        disc(draw, scene.spot((0, 1), (0, 1)), scene.unit * (0.05 + 0.2 * bright), colour)


def _moon(scene: Scene, planet: Planet) -> Planet:
    angle, away = scene.rng.uniform(0, math.tau), planet.radius * scene.rng.uniform(1.5, 2.2)
    centre = planet.centre[0] + 1.3 * away * math.cos(angle), planet.centre[1] + away * math.sin(angle)
    return Planet(centre, planet.radius * scene.rng.uniform(0.08, 0.2))


def _draw_planet(image: Image.Image, scene: Scene, planet: Planet) -> None:
    side = round(2 * planet.radius)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    corner = (round(planet.centre[0] - planet.radius), round(planet.centre[1] - planet.radius))
    image.paste(_lit(_face(scene, side, planet.tilt), scene), corner, mask)


def _face(scene: Scene, side: int, tilt: float) -> Image.Image:
    """Bands of cloud with pale storms."""
    palette, bands = scene.palette, Image.new("RGB", (1, 7 + 5 * scene.detail))
    for band in range(bands.height):
        shade = scene.rng.choices((palette.tone, palette.accent), weights=(6, 1))[0]
        bands.putpixel((0, band), shade(scene.rng.uniform(0.45, 0.95)))
    face = bands.resize((side, side), Image.Resampling.BICUBIC)
    storms = clouds((side, side), scene.rng).point([value // 2 for value in range(256)])
    face.paste(palette.tone(0.8), (0, 0), storms)
    return face.rotate(-math.degrees(tilt), Image.Resampling.BILINEAR, fillcolor=palette.tone(0.7))


def _lit(face: Image.Image, scene: Scene) -> Image.Image:
    """The face, lit from the upper left."""
    side = face.width
    wide = round(1.7 * side)
    left = wide // 2 - round(0.3 * side)
    light = falloff(wide, lambda away: 1 - (1.1 * away) ** 2.2).crop((left, left, left + side, left + side))
    return Image.composite(face, Image.new("RGB", face.size, scene.palette.tone(0.02)), light)


def _rings(scene: Scene, radius: float) -> list[Ring]:
    count = 5 + 3 * scene.detail
    width, rings = radius * 0.95 / count, []
    for ring in range(count):
        outer = radius * 1.3 + width * (ring + 1)
        colour = (*scene.palette.tone(scene.rng.uniform(0.5, 0.98)), scene.rng.randint(110, 230))
        rings.append((outer, outer - width * scene.rng.uniform(0.4, 1), colour))
    return rings


def _draw_rings(image: Image.Image, planet: Planet, rings: list[Ring], start: float) -> None:
    draw = ImageDraw.Draw(image, "RGBA")
    angles = [start + math.pi * step / ARC_STEPS for step in range(ARC_STEPS + 1)]
    for outer, inner, colour in rings:
        there = [planet.place(outer, angle) for angle in angles]
        back = [planet.place(inner, angle) for angle in reversed(angles)]
        draw.polygon(there + back, fill=colour)
