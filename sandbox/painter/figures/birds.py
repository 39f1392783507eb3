"""What has wings: birds in flight, an owl, a penguin, a butterfly."""

from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen

BEAK = (244, 176, 60)
DARK = (44, 42, 58)


def bird(pen: Pen, colour: Colour | None = None) -> None:
    """A bird in flight, seen from the side."""
    coat = colour or (70, 130, 200)
    light, dark = mixed(coat, (255, 255, 255), 0.55), mixed(coat, (20, 20, 70), 0.35)
    pen.blob([(-0.1, 0.5), (-0.34, 0.86), (-0.5, 1.0), (-0.2, 0.96), (0.12, 0.58)], dark)
    pen.polygon([(-0.38, 0.42), (-0.78, 0.5), (-0.66, 0.4), (-0.8, 0.32)], dark)
    pen.blob([(0.46, 0.5), (0.34, 0.62), (0.1, 0.6), (-0.42, 0.44), (-0.1, 0.3), (0.28, 0.34)], coat)
    pen.blob([(0.42, 0.42), (0.24, 0.36), (-0.1, 0.31), (-0.3, 0.4), (0.1, 0.44)], light)
    pen.polygon([(0.44, 0.54), (0.62, 0.46), (0.44, 0.44)], BEAK)
    pen.disc((0.35, 0.52), 0.032, DARK)
    pen.disc((0.362, 0.532), 0.011, (255, 255, 255))
    pen.blob(
        [(0.18, 0.5), (-0.02, 0.94), (-0.12, 1.14), (-0.3, 0.86), (-0.24, 0.48), (0, 0.42)], mixed(coat, dark, 0.35)
    )
    pen.blob([(0.1, 0.52), (-0.06, 0.84), (-0.12, 0.96), (-0.2, 0.72), (-0.12, 0.5)], coat)


def owl(pen: Pen, colour: Colour | None = None) -> None:
    coat = colour or (150, 108, 78)
    pale, dark = mixed(coat, (255, 240, 214), 0.7), mixed(coat, (30, 20, 50), 0.4)
    pen.blob(
        [(0, 0.86), (0.26, 0.84), (0.33, 0.5), (0.25, 0.1), (0, 0.02), (-0.25, 0.1), (-0.33, 0.5), (-0.26, 0.84)], coat
    )
    for side in pen.sides():
        side.polygon([(0.08, 0.84), (0.28, 0.76), (0.3, 1.0)], coat)
        side.blob([(0.27, 0.6), (0.36, 0.36), (0.24, 0.1), (0.18, 0.34)], dark)
        side.oval((0.09, 0.03), (0.07, 0.03), BEAK)
    pen.blob([(0, 0.5), (0.18, 0.42), (0.17, 0.16), (0, 0.07), (-0.17, 0.16), (-0.18, 0.42)], pale)
    for row, y in enumerate((0.38, 0.29, 0.2)):
        for number in range(3 - row % 2):
            x = (number - (2 - row % 2) / 2) * 0.1
            pen.blob([(x - 0.04, y), (x, y - 0.05), (x + 0.04, y), (x, y - 0.015)], coat)
    for side in pen.sides():
        side.disc((0.125, 0.68), 0.135, pale)
        side.disc((0.125, 0.68), 0.085, (250, 196, 70))
        side.disc((0.125, 0.68), 0.055, DARK)
    for x in (0.125, -0.125):
        pen.disc((x + 0.02, 0.705), 0.019, (255, 255, 255))
    pen.polygon([(-0.045, 0.62), (0.045, 0.62), (0, 0.52)], BEAK)


def penguin(pen: Pen, colour: Colour | None = None) -> None:
    coat, white = colour or (46, 56, 84), (250, 248, 244)
    for side in pen.sides():
        side.oval((0.1, 0.02), (0.1, 0.035), BEAK)
        side.blob([(0.22, 0.6), (0.4, 0.28), (0.36, 0.22), (0.22, 0.36)], mixed(coat, (0, 0, 30), 0.25))
    pen.blob([(0, 1.0), (0.19, 0.9), (0.22, 0.68), (0.29, 0.3), (0.2, 0.04), (-0.2, 0.04), (-0.29, 0.3), (-0.22, 0.68),
              (-0.19, 0.9)], coat)  # fmt: skip
    pen.blob([(0, 0.7), (0.17, 0.62), (0.21, 0.28), (0.13, 0.06), (-0.13, 0.06), (-0.21, 0.28), (-0.17, 0.62)], white)
    for side in pen.sides():
        side.oval((0.08, 0.82), (0.08, 0.085), white)
        side.disc((0.075, 0.83), 0.028, DARK)
    pen.polygon([(-0.055, 0.78), (0.055, 0.78), (0, 0.69)], BEAK)


def butterfly(pen: Pen, colour: Colour | None = None) -> None:
    wing = colour or (240, 132, 60)
    dark, light = mixed(wing, (40, 20, 50), 0.75), mixed(wing, (255, 250, 220), 0.5)
    for side in pen.sides():
        side.blob([(0.03, 0.55), (0.2, 0.95), (0.52, 0.98), (0.5, 0.66), (0.2, 0.5)], dark)
        side.blob([(0.06, 0.57), (0.22, 0.88), (0.45, 0.9), (0.43, 0.68), (0.2, 0.54)], wing)
        side.blob([(0.03, 0.5), (0.34, 0.5), (0.4, 0.24), (0.22, 0.1), (0.05, 0.34)], dark)
        side.blob([(0.06, 0.46), (0.3, 0.45), (0.34, 0.27), (0.21, 0.17), (0.08, 0.36)], wing)
        side.disc((0.33, 0.79), 0.06, light)
        side.disc((0.22, 0.33), 0.045, light)
        side.stroke([(0.0, 0.7), (0.06, 0.86), (0.13, 0.94)], 0.012, DARK)
    pen.oval((0, 0.5), (0.03, 0.24), DARK)
