"""A fish that leaps and a whale that blows."""

from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen

DARK = (40, 42, 62)


def fish(pen: Pen, colour: Colour | None = None) -> None:
    """A fish in the middle of its leap, with drops around it."""
    coat = colour or (244, 132, 62)
    dark, pale = mixed(coat, (120, 20, 50), 0.4), mixed(coat, (255, 250, 230), 0.65)
    pen.blob([(-0.42, 0.36), (-0.62, 0.26), (-0.74, 0.06), (-0.54, 0.12), (-0.5, -0.04), (-0.38, 0.2)], dark)
    pen.blob([(-0.1, 0.74), (0.06, 0.92), (0.24, 0.9), (0.2, 0.72)], dark)
    pen.blob([(0.52, 0.6), (0.34, 0.76), (0.02, 0.76), (-0.28, 0.54), (-0.46, 0.24), (-0.2, 0.3), (0.1, 0.4),
              (0.4, 0.46)], coat)  # fmt: skip
    pen.blob([(0.48, 0.54), (0.34, 0.47), (0.08, 0.41), (-0.26, 0.32), (0.02, 0.5), (0.3, 0.58)], pale)
    pen.blob([(0.08, 0.5), (-0.02, 0.28), (0.14, 0.26), (0.22, 0.46)], dark)
    for x, y in ((0.06, 0.64), (-0.06, 0.58), (-0.16, 0.5), (0.0, 0.54)):
        pen.stroke([(x, y + 0.04), (x - 0.035, y), (x, y - 0.04)], 0.016, dark)
    pen.stroke([(0.3, 0.74), (0.24, 0.62), (0.28, 0.5)], 0.018, dark)
    pen.disc((0.4, 0.63), 0.045, (255, 255, 255))
    pen.disc((0.41, 0.63), 0.027, DARK)
    for x, y, size in (
        (-0.6, 0.5, 0.03),
        (-0.46, 0.62, 0.02),
        (-0.72, 0.36, 0.022),
        (-0.3, 0.02, 0.03),
        (-0.7, -0.02, 0.024),
    ):
        pen.disc((x, y), size, (226, 244, 252))


def whale(pen: Pen, colour: Colour | None = None) -> None:
    """The back, the tail and the spout of a whale."""
    coat, spray = colour or (66, 104, 160), (232, 246, 252)
    pale, dark = mixed(coat, (255, 255, 255), 0.72), mixed(coat, (14, 20, 70), 0.35)
    pen.stroke([(0.3, 0.55), (0.3, 0.85), (0.16, 1.0)], 0.045, spray)
    pen.stroke([(0.3, 0.55), (0.3, 0.88), (0.46, 1.0)], 0.045, spray)
    for x, y, size in ((0.1, 0.92, 0.03), (0.52, 0.9, 0.03), (0.3, 1.0, 0.035)):
        pen.disc((x, y), size, spray)
    pen.blob([(-0.62, 0.4), (-0.8, 0.76), (-1.02, 0.86), (-0.96, 0.66), (-0.78, 0.56), (-0.9, 0.84), (-0.62, 0.9),
              (-0.56, 0.66)], dark)  # fmt: skip
    pen.blob([(0.82, 0.2), (0.74, 0.46), (0.4, 0.62), (0, 0.58), (-0.44, 0.3), (-0.74, 0.5), (-0.74, 0.24),
              (-0.5, -0.06), (0.2, -0.12), (0.7, -0.04)], coat)  # fmt: skip
    pen.blob([(0.8, 0.16), (0.5, 0.2), (0.1, 0.1), (-0.4, 0.0), (0.2, -0.12), (0.7, -0.06)], pale)
    for x in (0.2, 0.34, 0.48):
        pen.stroke([(x - 0.2, 0.02), (x + 0.1, 0.1), (x + 0.2, 0.12)], 0.012, mixed(pale, coat, 0.4))
    pen.blob([(0.1, 0.12), (0.0, -0.12), (-0.16, -0.14), (-0.04, 0.1)], dark)
    pen.disc((0.58, 0.26), 0.038, DARK)
    pen.disc((0.592, 0.274), 0.013, (255, 255, 255))
