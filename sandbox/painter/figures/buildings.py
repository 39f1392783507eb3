"""Houses, castles, lighthouses, windmills, pagodas and tents."""

from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen

LAMP = (255, 220, 128)
PANE = (170, 206, 226)
STONE = (196, 190, 200)
DARK = (58, 46, 62)


def house(pen: Pen, colour: Colour | None = None) -> None:
    wall, roof = colour or (246, 226, 196), (196, 82, 66) if colour is None else mixed(colour, DARK, 0.45)
    pen.box((0.2, 0.62), (0.31, 0.98), mixed(roof, DARK, 0.25))
    for at, size in (((0.27, 1.06), 0.05), ((0.34, 1.14), 0.06), ((0.44, 1.22), 0.075)):
        pen.disc(at, size, mixed((240, 240, 244), pen.light.haze, 0.4))
    pen.box((-0.42, 0), (0.42, 0.52), wall)
    pen.box((0.16, 0), (0.42, 0.52), mixed(wall, DARK, 0.12))
    pen.polygon([(-0.54, 0.5), (0.54, 0.5), (0.3, 0.9), (-0.3, 0.9)], roof)
    pen.polygon([(-0.54, 0.5), (0.54, 0.5), (0.51, 0.56), (-0.51, 0.56)], mixed(roof, DARK, 0.3))
    pen.box((-0.08, 0), (0.1, 0.32), mixed(roof, DARK, 0.4))
    pen.disc((0.065, 0.15), 0.014, LAMP)
    for left in (-0.33, 0.2):
        _window(pen, left, 0.2, 0.15)


def _window(pen: Pen, left: float, low: float, side: float) -> None:
    """A square window with a cross; lit, when windows are."""
    frame, lit = (250, 246, 238), pen.light.lit
    pen.box((left - 0.02, low - 0.02), (left + side + 0.02, low + side + 0.02), frame)
    pen.box((left, low), (left + side, low + side), LAMP if lit else PANE, glow=lit)
    pen.box((left + side / 2 - 0.008, low), (left + side / 2 + 0.008, low + side), frame)
    pen.box((left, low + side / 2 - 0.008), (left + side, low + side / 2 + 0.008), frame)


def castle(pen: Pen, colour: Colour | None = None) -> None:
    stone = colour or STONE
    roof = (78, 96, 168) if colour is None else mixed(colour, DARK, 0.5)
    _tower(pen, (0.0, 0.3), (0.26, 0.42), stone, roof)
    for side in pen.sides():
        _tower(side, (0.28, 0.0), (0.2, 0.56), mixed(stone, DARK, 0.06), roof)
        _tower(side, (0.46, 0.0), (0.17, 0.4), stone, roof)
    pen.box((-0.3, 0), (0.3, 0.36), mixed(stone, (255, 255, 255), 0.12))
    for tooth in range(5):
        pen.box((-0.3 + 0.135 * tooth, 0.36), (-0.24 + 0.135 * tooth, 0.42), mixed(stone, (255, 255, 255), 0.12))
    pen.box((-0.09, 0), (0.09, 0.15), DARK)
    pen.disc((0, 0.15), 0.09, DARK)
    for x, y in ((-0.2, 0.24), (0.2, 0.24), (0, 0.56), (0.28, 0.4), (-0.28, 0.4), (0.46, 0.26), (-0.46, 0.26)):
        _slit(pen, x, y)


def _tower(pen: Pen, foot: tuple[float, float], size: tuple[float, float], stone: Colour, roof: Colour) -> None:
    (x, y), (wide, tall) = foot, size
    top = y + tall
    pen.box((x - wide / 2, y), (x + wide / 2, top), stone)
    pen.box((x + wide * 0.18, y), (x + wide / 2, top), mixed(stone, DARK, 0.18))
    pen.box((x - wide * 0.58, top - 0.035), (x + wide * 0.58, top), mixed(stone, DARK, 0.1))
    pen.polygon([(x - wide * 0.66, top), (x + wide * 0.66, top), (x, top + wide * 1.25)], roof)
    pen.polygon([(x + wide * 0.1, top), (x + wide * 0.66, top), (x, top + wide * 1.25)], mixed(roof, DARK, 0.3))
    peak = top + wide * 1.25
    pen.stroke([(x, peak - 0.01), (x, peak + 0.07)], 0.01, DARK)
    pen.polygon([(x, peak + 0.075), (x + 0.09, peak + 0.05), (x, peak + 0.025)], (222, 84, 72))


def _slit(pen: Pen, x: float, y: float) -> None:
    lit = pen.light.lit
    pen.oval((x, y), (0.022, 0.04), LAMP if lit else DARK, glow=lit)


def lighthouse(pen: Pen, colour: Colour | None = None) -> None:
    stripe, white = colour or (212, 70, 58), (250, 246, 238)
    rock = (104, 98, 116)
    pen.blob([(-0.5, -0.08), (-0.42, 0.06), (-0.2, 0.1), (0.2, 0.12), (0.4, 0.05), (0.52, -0.08)], rock)
    pen.blob([(0.05, -0.08), (0.16, 0.09), (0.4, 0.03), (0.5, -0.08)], mixed(rock, DARK, 0.35))
    for band in range(5):
        low, high = 0.08 + 0.13 * band, 0.08 + 0.13 * (band + 1)
        wide, narrow = 0.17 - 0.016 * band, 0.17 - 0.016 * (band + 1)
        tone = stripe if band % 2 == 0 else white
        pen.polygon([(-wide, low), (wide, low), (narrow, high), (-narrow, high)], tone)
        pen.polygon([(wide * 0.35, low), (wide, low), (narrow, high), (narrow * 0.35, high)], mixed(tone, DARK, 0.2))
    pen.box((-0.135, 0.72), (0.135, 0.75), DARK)
    pen.box((-0.075, 0.75), (0.075, 0.87), LAMP if pen.light.lit else PANE, glow=pen.light.lit)
    for x in (-0.075, -0.005, 0.065):
        pen.box((x, 0.75), (x + 0.01, 0.87), DARK)
    pen.polygon([(-0.11, 0.87), (0.11, 0.87), (0, 0.99)], stripe)
    pen.disc((0, 1.0), 0.02, DARK)
    pen.box((-0.03, 0.24), (0.03, 0.31), PANE)
    pen.box((-0.05, 0.08), (0.05, 0.2), DARK)


def windmill(pen: Pen, colour: Colour | None = None) -> None:
    wall = colour or (244, 232, 212)
    pen.polygon([(-0.2, 0), (0.2, 0), (0.12, 0.58), (-0.12, 0.58)], wall)
    pen.polygon([(0.06, 0), (0.2, 0), (0.12, 0.58), (0.04, 0.58)], mixed(wall, DARK, 0.16))
    pen.blob([(-0.15, 0.57), (0.15, 0.57), (0.1, 0.7), (-0.1, 0.7)], (164, 84, 66))
    pen.box((-0.05, 0), (0.05, 0.16), DARK)
    _window(pen, -0.045, 0.3, 0.09)
    hub = pen.moved((0, 0.6))
    for x, y in ((0.83, 0.55), (-0.55, 0.83), (-0.83, -0.55), (0.55, -0.83)):
        tip, side = (x * 0.52, y * 0.52), (-y * 0.1, x * 0.1)
        root = (x * 0.1, y * 0.1)
        sail = [root, tip, (tip[0] + side[0], tip[1] + side[1]), (root[0] + side[0], root[1] + side[1])]
        hub.polygon(sail, (250, 246, 236))
        hub.stroke([(0, 0), tip], 0.02, (124, 84, 62))
    hub.disc((0, 0), 0.035, DARK)


def pagoda(pen: Pen, colour: Colour | None = None) -> None:
    roof, wall = colour or (178, 62, 56), (246, 228, 200)
    pen.box((-0.4, 0), (0.4, 0.05), STONE)
    for floor in range(4):
        low, half = 0.05 + 0.21 * floor, 0.3 - 0.055 * floor
        pen.box((-half * 0.72, low), (half * 0.72, low + 0.13), wall)
        lit = pen.light.lit
        for x in (-0.4, 0.0, 0.4):
            pen.box((x * half - 0.03, low + 0.02), (x * half + 0.03, low + 0.1), LAMP if lit else DARK, glow=lit)
        pen.blob([(-half - 0.14, low + 0.17), (-half, low + 0.125), (0, low + 0.125), (half, low + 0.125),
                  (half + 0.14, low + 0.17), (half * 0.62, low + 0.2), (0, low + 0.22), (-half * 0.62, low + 0.2)],
                 roof)  # fmt: skip
    pen.stroke([(0, 0.86), (0, 1.0)], 0.022, (226, 180, 84))


def tent(pen: Pen, colour: Colour | None = None) -> None:
    cloth = colour or (236, 148, 72)
    pen.polygon([(-0.62, 0), (0.62, 0), (0, 0.9)], cloth)
    pen.polygon([(0.2, 0), (0.62, 0), (0, 0.9)], mixed(cloth, DARK, 0.25))
    lit = pen.light.lit
    pen.polygon([(-0.17, 0), (0.17, 0), (0, 0.62)], LAMP if lit else DARK, glow=lit)
    pen.polygon([(-0.17, 0), (-0.3, 0), (0, 0.62)], mixed(cloth, (255, 255, 255), 0.35))
    pen.stroke([(0, 0.86), (0, 1.0)], 0.02, DARK)
