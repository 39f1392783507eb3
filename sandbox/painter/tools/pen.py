"""Draws shapes in measures of their own: a figure is one unit high and stands on the origin, with y upwards."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from PIL import ImageDraw

from sandbox.painter.tools.light import Light
from sandbox.painter.tools.palette import Colour

Point = tuple[float, float]

SMOOTHNESS = 10
"""Straight lines that make the curve between two points."""


@dataclass(frozen=True, slots=True)
class Pen:
    """``origin`` and ``scale`` in pixels; ``flip`` is -1 for a figure that looks the other way.

    Colours are seen in ``light`` from ``away`` (0 is near, 1 is the horizon); those of a ``glow`` are shown as given.
    """

    draw: ImageDraw.ImageDraw
    origin: Point
    scale: float
    light: Light
    away: float = 0.0
    flip: int = 1

    def sides(self) -> Iterator[Self]:
        """This pen and its mirror image, for what there is on either side."""
        yield self
        yield replace(self, flip=-self.flip)

    def moved(self, to: Point, scale: float = 1.0) -> Self:
        """A pen with another origin, in its own measures, and another scale."""
        return replace(self, origin=self._at(to), scale=self.scale * scale)

    def blob(self, points: Sequence[Point], colour: Colour, *, glow: bool = False) -> None:
        """A smooth closed curve through the points."""
        self.polygon(closed_curve(points), colour, glow=glow)

    def polygon(self, points: Sequence[Point], colour: Colour, *, glow: bool = False) -> None:
        self.draw.polygon([self._at(point) for point in points], fill=self._seen(colour, glow))

    def disc(self, centre: Point, radius: float, colour: Colour, *, glow: bool = False) -> None:
        self.oval(centre, (radius, radius), colour, glow=glow)

    def oval(self, centre: Point, radii: Point, colour: Colour, tilt: float = 0.0, *, glow: bool = False) -> None:
        """An ellipse; ``tilt`` in degrees, counter-clockwise."""
        self.polygon(ellipse(centre, radii, tilt), colour, glow=glow)

    def box(self, low: Point, high: Point, colour: Colour, *, glow: bool = False) -> None:
        """A rectangle from its lower left to its upper right corner."""
        self.polygon([low, (high[0], low[1]), high, (low[0], high[1])], colour, glow=glow)

    def stroke(self, points: Sequence[Point], width: float, colour: Colour, *, glow: bool = False) -> None:
        """A smooth line through the points, with round ends."""
        line = [self._at(point) for point in open_curve(points)]
        thick, ink = max(1, round(width * self.scale)), self._seen(colour, glow)
        self.draw.line(line, fill=ink, width=thick)
        half = (thick - 1) / 2
        for x, y in line:  # a disc at every joint: Pillow's own joints leave slits
            self.draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)

    def _at(self, point: Point) -> Point:
        return self.origin[0] + self.flip * point[0] * self.scale, self.origin[1] - point[1] * self.scale

    def _seen(self, colour: Colour, glow: bool) -> Colour:
        return colour if glow else self.light.on(colour, self.away)


def ellipse(centre: Point, radii: Point, tilt: float = 0.0) -> list[Point]:
    """The outline of an ellipse."""
    cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    outline = []
    for step in range(48):
        x, y = radii[0] * math.cos(math.tau * step / 48), radii[1] * math.sin(math.tau * step / 48)
        outline.append((centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos))
    return outline


def closed_curve(points: Sequence[Point]) -> list[Point]:
    """A Catmull-Rom spline through the points and back to the first."""
    return _through([points[-1], *points, points[0], points[1]])


def open_curve(points: Sequence[Point]) -> list[Point]:
    """A Catmull-Rom spline from the first to the last point."""
    return [*_through([points[0], *points, points[-1]]), points[-1]]


def _through(points: Sequence[Point]) -> list[Point]:
    """All points but the first, and but the last two, with a curve after each."""
    curve = []
    for before, start, stop, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        for step in range(SMOOTHNESS):
            t = step / SMOOTHNESS
            curve.append((_spline(before[0], start[0], stop[0], after[0], t),
                          _spline(before[1], start[1], stop[1], after[1], t)))  # fmt: skip
    return curve


def _spline(before: float, start: float, stop: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (stop - before) * t
        + (2 * before - 5 * start + 4 * stop - after) * t**2
        + (3 * start - before - 3 * stop + after) * t**3
    )
