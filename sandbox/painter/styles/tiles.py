"""A quilt of arcs, circles and dots."""

from collections.abc import Callable, Sequence
from itertools import product

from PIL import Image, ImageDraw

from sandbox.painter.tools.brushes import Point, Scene, disc
from sandbox.painter.tools.palette import Colour


class Tile:
    """A square, turned by 0 to 3 quarters. Measures are fractions of its side, from its own corner."""

    def __init__(self, draw: ImageDraw.ImageDraw, corner: Point, side: float, quarter: int) -> None:
        self._draw = draw
        self._corner = corner
        self._side = side
        self._quarter = quarter

    def at(self, across: float, down: float) -> Point:
        """A point of the tile in pixels of the canvas."""
        for _ in range(self._quarter):
            across, down = 1 - down, across
        return self._corner[0] + across * self._side, self._corner[1] + down * self._side

    def disc(self, centre: Point, radius: float, ink: Colour) -> None:
        disc(self._draw, self.at(*centre), radius * self._side, ink)

    def pie(self, centre: Point, radius: float, degrees: tuple[int, int], ink: Colour) -> None:
        """A sector of a disc; ``degrees`` run clockwise from the right."""
        (x, y), reach = self.at(*centre), radius * self._side
        start, stop = (angle + 90 * self._quarter for angle in degrees)
        self._draw.pieslice((x - reach, y - reach, x + reach, y + reach), start, stop, fill=ink)

    def polygon(self, points: Sequence[Point], ink: Colour) -> None:
        self._draw.polygon([self.at(*point) for point in points], fill=ink)


Inks = tuple[Colour, Colour, Colour]
"""Background, figure and a third."""


def paint(scene: Scene) -> Image.Image:
    rng, palette, (width, height) = scene.rng, scene.palette, scene.size
    inks = [*map(palette.tone, (0.12, 0.38, 0.62, 0.84, 0.97)), palette.accent(0.75)]
    image = Image.new("RGB", scene.size, inks[0])
    side = min(width, height) / (3 + scene.detail)
    left, top = (width % side - side) / 2, (height % side - side) / 2
    for column, row in product(range(int(width / side) + 2), range(int(height / side) + 2)):
        tile = Tile(ImageDraw.Draw(image), (left + column * side, top + row * side), side, rng.randrange(4))
        back, figure, third = rng.sample(inks, 3)
        tile.polygon([(0, 0), (1, 0), (1, 1), (0, 1)], back)
        rng.choice(FIGURES)(tile, (back, figure, third))
    return image


def _rainbow(tile: Tile, inks: Inks) -> None:
    for radius, ink in zip((1, 0.75, 0.5, 0.25), (inks[1], inks[0], inks[2], inks[0]), strict=True):
        tile.pie((0, 0), radius, (0, 90), ink)


def _leaf(tile: Tile, inks: Inks) -> None:
    tile.pie((0, 0), 1, (0, 90), inks[1])
    tile.pie((1, 1), 0.35, (180, 270), inks[2])


def _target(tile: Tile, inks: Inks) -> None:
    tile.disc((0.5, 0.5), 0.42, inks[1])
    tile.disc((0.5, 0.5), 0.2, inks[2])


def _domes(tile: Tile, inks: Inks) -> None:
    tile.pie((0.5, 0.5), 0.5, (180, 360), inks[1])
    tile.pie((0.5, 1), 0.5, (180, 360), inks[2])


def _sail(tile: Tile, inks: Inks) -> None:
    tile.polygon([(0, 0), (1, 0), (0, 1)], inks[1])


def _dots(tile: Tile, inks: Inks) -> None:
    for column, row in product(range(3), range(3)):
        tile.disc(((column + 0.5) / 3, (row + 0.5) / 3), 0.1, inks[1 + (column + row) % 2])


FIGURES: tuple[Callable[[Tile, Inks], None], ...] = (_rainbow, _rainbow, _leaf, _target, _domes, _sail, _dots)
