"""Where a picture is painted."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from sandbox.painter.tools.dice import Dice
from sandbox.painter.tools.light import Light
from sandbox.painter.tools.palette import Colour
from sandbox.painter.tools.pen import Point
from sandbox.painter.words.plan import Plan


@dataclass(frozen=True, slots=True)
class Stage:
    """The canvas ``image``, of which what counts is above ``floor``; both, and ``horizon``, in pixels.

    ``lamp`` is the place of sun or moon. ``detail`` is from 1 to 3.
    """

    image: Image.Image
    plan: Plan
    light: Light
    dice: Dice
    detail: int
    floor: float
    horizon: float
    lamp: Point

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def unit(self) -> float:
        """A hundredth of the shorter side in pixels, so that a picture looks the same at every size."""
        return min(self.width, self.floor) / 100

    @property
    def winter(self) -> bool:
        """Whether snow lies on everything."""
        return self.plan.weather == "snow"

    def down(self, share: float) -> float:
        """A height in pixels, from 0 (the horizon) to 1 (the floor)."""
        return self.horizon + (self.floor - self.horizon) * share

    def draw(self) -> ImageDraw.ImageDraw:
        """Draws on the canvas, with transparency."""
        return ImageDraw.Draw(self.image, "RGBA")

    def fill(self, outline: list[Point], top: Colour, bottom: Colour, height: float | None = None) -> None:
        """Fill a shape that reaches to the bottom of the canvas with a gradient, which is ``height`` pixels high."""
        start = round(min(y for _, y in outline))
        size = (self.width, max(1, self.image.height - start))
        mask = Image.new("L", size)
        ends = [(outline[-1][0], size[1]), (outline[0][0], size[1])]
        ImageDraw.Draw(mask).polygon([*((x, y - start) for x, y in outline), *ends], fill=255)
        self.image.paste(slope(size, top, bottom, height or size[1]), (0, start), mask)


def slope(size: tuple[int, int], top: Colour, bottom: Colour, height: float) -> Image.Image:
    """A gradient from top to bottom that ends at ``height`` pixels."""
    ramp = Image.linear_gradient("L").resize((1, max(1, round(height))))
    column = Image.new("L", (1, size[1]), 255)
    column.paste(ramp, (0, 0))
    shares = column.resize(size, Image.Resampling.NEAREST)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), shares)
