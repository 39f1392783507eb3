"""Flowers, mushrooms and cactuses."""

import math

from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen

STEM = (70, 136, 84)
DARK = (50, 44, 60)


def flower(pen: Pen, colour: Colour | None = None) -> None:
    petal = colour or (240, 110, 130)
    pen.stroke([(0, 0), (0.03, 0.3), (0, 0.66)], 0.04, STEM)
    for side, y in ((1, 0.16), (-1, 0.28)):
        pen.blob([(0.01, y), (side * 0.14, y + 0.14), (side * 0.3, y + 0.18), (side * 0.18, y + 0.02)],
                 mixed(STEM, (20, 60, 80), 0.15 if side < 0 else 0.0))  # fmt: skip
    for ring, (count, reach, size) in enumerate(((9, 0.19, 0.11), (9, 0.14, 0.085))):
        for number in range(count):
            turn = math.tau * (number + ring / 2) / count
            pen.oval((reach * math.cos(turn), 0.74 + reach * math.sin(turn)), (size, size * 0.62),
                     mixed(petal, (255, 250, 230) if ring else (120, 20, 70), 0.2), math.degrees(turn))  # fmt: skip
    pen.disc((0, 0.74), 0.1, (250, 200, 84))
    pen.disc((0.01, 0.73), 0.065, (226, 150, 60))


def mushroom(pen: Pen, colour: Colour | None = None) -> None:
    cap, stalk = colour or (214, 66, 56), (250, 238, 216)
    pen.blob([(-0.1, 0.5), (-0.13, 0.2), (-0.19, 0.02), (0.19, 0.02), (0.13, 0.2), (0.1, 0.5)], stalk)
    pen.blob(
        [(0.03, 0.5), (0.06, 0.2), (0.08, 0.02), (0.19, 0.02), (0.13, 0.2), (0.1, 0.5)],
        mixed(stalk, (150, 110, 110), 0.3),
    )
    pen.oval((0, 0.47), (0.4, 0.075), mixed(stalk, (150, 110, 110), 0.4))
    pen.blob([(-0.45, 0.46), (-0.4, 0.72), (-0.2, 0.93), (0.2, 0.93), (0.4, 0.72), (0.45, 0.46), (0, 0.53)], cap)
    pen.blob([(0.2, 0.92), (0.4, 0.72), (0.45, 0.46), (0.24, 0.5), (0.28, 0.72)], mixed(cap, DARK, 0.22))
    for x, y, size in (
        (-0.2, 0.74, 0.075),
        (0.08, 0.83, 0.06),
        (0.2, 0.64, 0.07),
        (-0.04, 0.61, 0.055),
        (-0.33, 0.57, 0.045),
    ):
        pen.disc((x, y), size, (254, 248, 238))


def cactus(pen: Pen, colour: Colour | None = None) -> None:
    green = colour or (78, 150, 104)
    for side, low, high in ((1, 0.36, 0.72), (-1, 0.26, 0.6)):
        pen.stroke([(0, low), (side * 0.2, low + 0.02), (side * 0.26, low + 0.12), (side * 0.26, high)], 0.12, green)
    pen.stroke([(0, 0.0), (0, 0.5), (0, 0.9)], 0.19, green)
    for x in (-0.045, 0.0, 0.045):
        pen.stroke([(x, 0.03), (x, 0.9)], 0.012, mixed(green, (16, 60, 70), 0.35))
    for x, y in ((0, 1.0), (0.26, 0.79), (-0.26, 0.67)):
        pen.disc((x, y), 0.045, (240, 110, 140))
