"""What carries people: boats, cars, rockets, balloons; and lanterns, which carry wishes."""

from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen

DARK = (54, 46, 60)
WHITE = (250, 247, 240)
FLAME = ((255, 240, 170), (255, 176, 74), (240, 98, 60))


def boat(pen: Pen, colour: Colour | None = None) -> None:
    """A sailing boat."""
    hull, sail = colour or (188, 84, 62), WHITE if colour else (252, 238, 212)
    pen.stroke([(0.0, 0.15), (0.0, 1.0)], 0.022, (110, 76, 58))
    pen.blob([(0.03, 0.96), (0.2, 0.66), (0.36, 0.3), (0.03, 0.26)], sail)
    pen.blob([(0.03, 0.6), (0.24, 0.48), (0.36, 0.3), (0.03, 0.26)], mixed(sail, (120, 110, 150), 0.22))
    pen.blob([(-0.03, 0.84), (-0.18, 0.56), (-0.3, 0.3), (-0.03, 0.28)], mixed(sail, hull, 0.28))
    pen.polygon([(0, 1.0), (0.16, 0.965), (0, 0.93)], hull)
    pen.blob([(-0.46, 0.2), (-0.36, -0.04), (-0.1, -0.1), (0.26, -0.08), (0.42, 0.06), (0.54, 0.24), (0.1, 0.17)], hull)
    pen.blob(
        [(-0.42, 0.06), (-0.34, -0.05), (-0.1, -0.1), (0.26, -0.08), (0.42, 0.06), (0.1, 0.02)], mixed(hull, DARK, 0.35)
    )
    pen.stroke([(-0.44, 0.185), (0.1, 0.155), (0.52, 0.225)], 0.022, WHITE)


def paper_boat(pen: Pen, colour: Colour | None = None) -> None:
    paper = colour or (252, 250, 244)
    shade, fold = mixed(paper, (90, 100, 150), 0.2), mixed(paper, (90, 100, 150), 0.38)
    pen.polygon([(-0.3, 0.3), (0, 0.95), (0.3, 0.3)], shade)
    pen.polygon([(0, 0.3), (0, 0.95), (0.3, 0.3)], fold)
    pen.polygon([(-0.72, 0.46), (-0.4, -0.06), (0.4, -0.06), (0.72, 0.46), (0, 0.2)], paper)
    pen.polygon([(-0.72, 0.46), (-0.4, -0.06), (0, 0.2)], shade)
    pen.polygon([(0.72, 0.46), (0.4, -0.06), (0.14, 0.08)], mixed(paper, (90, 100, 150), 0.1))


def car(pen: Pen, colour: Colour | None = None) -> None:
    paint, glass = colour or (214, 76, 66), (178, 214, 232)
    dark = mixed(paint, DARK, 0.35)
    pen.blob([(-0.86, 0.16), (-0.9, 0.4), (-0.72, 0.52), (-0.42, 0.56), (-0.24, 0.86), (0.26, 0.88), (0.5, 0.56),
              (0.8, 0.5), (0.92, 0.36), (0.88, 0.16), (0, 0.13)], paint)  # fmt: skip
    pen.blob([(-0.87, 0.2), (-0.8, 0.32), (0.84, 0.32), (0.89, 0.2), (0.84, 0.14), (0, 0.13), (-0.84, 0.14)], dark)
    pen.polygon([(-0.34, 0.57), (-0.2, 0.8), (0.0, 0.81), (0.0, 0.57)], glass)
    pen.polygon([(0.05, 0.57), (0.05, 0.81), (0.22, 0.81), (0.38, 0.57)], glass)
    pen.polygon([(-0.28, 0.58), (-0.17, 0.78), (-0.1, 0.785), (-0.22, 0.58)], WHITE)
    pen.stroke([(0.0, 0.5), (0.08, 0.5)], 0.025, dark)
    lit = pen.light.lit
    pen.oval((0.87, 0.42), (0.045, 0.055), (255, 232, 160), glow=lit)
    pen.oval((-0.87, 0.42), (0.035, 0.05), (236, 96, 80), glow=lit)
    for x in (-0.5, 0.52):
        pen.disc((x, 0.16), 0.19, DARK)
        pen.disc((x, 0.16), 0.09, (214, 216, 224))
        pen.disc((x, 0.16), 0.035, DARK)


def rocket(pen: Pen, colour: Colour | None = None) -> None:
    trim, hull = colour or (222, 74, 70), (246, 244, 246)
    for tone, size in zip(reversed(FLAME), (1.0, 0.68, 0.4), strict=True):
        pen.blob([(-0.1 * size, 0.16), (0.1 * size, 0.16), (0.07 * size, -0.04), (0, 0.12 - 0.34 * size),
                  (-0.07 * size, -0.04)], tone, glow=True)  # fmt: skip
    for side in pen.sides():
        side.blob([(0.12, 0.44), (0.32, 0.24), (0.32, 0.1), (0.14, 0.2)], mixed(trim, DARK, 0.2))
    pen.blob([(0, 1.04), (0.15, 0.8), (0.18, 0.5), (0.12, 0.18), (-0.12, 0.18), (-0.18, 0.5), (-0.15, 0.8)], hull)
    pen.blob(
        [(0.03, 1.0), (0.15, 0.8), (0.18, 0.5), (0.12, 0.18), (0.05, 0.18), (0.1, 0.5)], mixed(hull, (90, 90, 150), 0.3)
    )
    pen.blob([(0, 1.04), (0.1, 0.9), (0.13, 0.8), (0, 0.78), (-0.13, 0.8), (-0.1, 0.9)], trim)
    pen.disc((0, 0.6), 0.085, (110, 110, 136))
    pen.disc((0, 0.6), 0.06, (136, 206, 236))
    pen.oval((-0.02, 0.625), (0.022, 0.016), WHITE, 40)
    pen.box((-0.115, 0.2), (0.115, 0.26), trim)


def balloon(pen: Pen, colour: Colour | None = None) -> None:
    cloth = colour or (226, 88, 72)
    pale = (252, 226, 170)
    for x in (-0.09, 0.09):
        pen.stroke([(x * 2.1, 0.34), (x, 0.14)], 0.01, (110, 84, 70))
    pen.box((-0.09, 0.0), (0.09, 0.14), (150, 104, 70))
    pen.box((-0.1, 0.12), (0.1, 0.15), (110, 74, 54))
    for half, tone in ((1.0, cloth), (0.74, pale), (0.42, cloth), (0.16, pale)):
        pen.blob([(0, 1.02), (0.26 * half, 0.95), (0.38 * half, 0.72), (0.3 * half, 0.5), (0.12 * half + 0.04, 0.31),
                  (-0.12 * half - 0.04, 0.31), (-0.3 * half, 0.5), (-0.38 * half, 0.72), (-0.26 * half, 0.95)],
                 tone)  # fmt: skip
    pen.blob([(-0.18, 0.94), (-0.3, 0.76), (-0.27, 0.6), (-0.22, 0.74)], mixed(cloth, WHITE, 0.4))


def lantern(pen: Pen, colour: Colour | None = None) -> None:
    """A paper lantern with a flame inside."""
    paper = colour or (250, 150, 70)
    pen.blob([(-0.24, 0.14), (-0.36, 0.5), (-0.28, 0.88), (0.28, 0.88), (0.36, 0.5), (0.24, 0.14)], paper, glow=True)
    pen.oval((0, 0.36), (0.24, 0.26), mixed(paper, (255, 236, 160), 0.6), glow=True)
    pen.oval((0, 0.28), (0.12, 0.16), (255, 246, 206), glow=True)
    for x in (-0.16, 0, 0.16):
        pen.stroke([(x * 1.3, 0.16), (x * 1.9, 0.5), (x * 1.4, 0.87)], 0.012, mixed(paper, DARK, 0.3), glow=True)
    for y in (0.12, 0.88):
        pen.box((-0.27, y - 0.025), (0.27, y + 0.025), mixed(paper, DARK, 0.6), glow=True)
