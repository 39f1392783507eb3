"""Trees: single ones as figures, and forests of them."""

from collections.abc import Callable, Sequence

from sandbox.painter.scenery.land import hill, soil
from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.dice import Dice
from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen, Point
from sandbox.painter.words.colours import COLOURS

Tree = Callable[[Pen, Colour | None], None]

TRUNK = (112, 78, 62)
SNOW = (246, 249, 255)


def pine(pen: Pen, leaves: Colour | None = None) -> None:
    """A fir of four tiers, darker on one side."""
    leaves = leaves or (46, 112, 88)
    pen.box((-0.035, 0), (0.035, 0.2), TRUNK)
    for tier in range(4):
        base, half, tall = 0.12 + 0.2 * tier, 0.26 - 0.05 * tier, 0.36 - 0.02 * tier
        pen.polygon([(-half, base), (0, base - 0.03), (half, base), (0, base + tall)], leaves)
        pen.polygon([(0, base - 0.03), (half, base), (0, base + tall)], mixed(leaves, (16, 30, 70), 0.3))


def snowy_pine(pen: Pen, leaves: Colour | None = None) -> None:
    """A fir with snow on each tier."""
    pine(pen, leaves)
    for tier in range(4):
        base, half, tall = 0.12 + 0.2 * tier, 0.26 - 0.05 * tier, 0.36 - 0.02 * tier
        low = base + 0.52 * tall
        pen.blob([(0, base + tall), (0.26 * half, low + 0.06), (0.5 * half, low), (0.1 * half, low + 0.05),
                  (-0.15 * half, low - 0.03), (-0.5 * half, low), (-0.26 * half, low + 0.06)], SNOW)  # fmt: skip


def round_tree(pen: Pen, leaves: Colour | None = None) -> None:
    """A tree with a crown of three heaps of leaves."""
    leaves = leaves or (96, 164, 86)
    dark, light = mixed(leaves, (16, 40, 80), 0.28), mixed(leaves, (255, 246, 170), 0.28)
    pen.polygon([(-0.05, 0), (0.05, 0), (0.03, 0.5), (-0.03, 0.5)], TRUNK)
    pen.stroke([(0, 0.3), (0.08, 0.42), (0.15, 0.5)], 0.03, TRUNK)
    for centre, radius in (((0.17, 0.55), 0.2), ((-0.17, 0.56), 0.2), ((0.02, 0.74), 0.25)):
        pen.disc(centre, radius, dark)
    for centre, radius in (((0.13, 0.59), 0.17), ((-0.19, 0.59), 0.17), ((-0.01, 0.77), 0.21)):
        pen.disc(centre, radius, leaves)
    for centre, radius in (((-0.22, 0.64), 0.07), ((-0.07, 0.85), 0.09), ((0.1, 0.66), 0.06)):
        pen.disc(centre, radius, light)


def cherry(pen: Pen, leaves: Colour | None = None) -> None:
    """A tree in blossom."""
    round_tree(pen, leaves or (246, 168, 192))


def palm(pen: Pen, leaves: Colour | None = None) -> None:
    """A bent trunk with a fan of leaves."""
    leaves = leaves or (70, 150, 96)
    pen.stroke([(-0.08, 0), (-0.03, 0.3), (0.05, 0.6), (0.16, 0.8)], 0.06, (150, 112, 82))
    ends = ((-0.22, 0.86), (-0.16, 0.64), (0.5, 0.88), (0.44, 0.62), (0.02, 1.0), (0.34, 1.0))
    for number, (x, y) in enumerate(ends):
        bend = (0.16 + (x - 0.16) * 0.55, 0.8 + (y - 0.8) * 0.5 + 0.12)
        leaf: Sequence[Point] = [(0.16, 0.8), bend, (x, y), (bend[0] * 0.9 + 0.016, bend[1] - 0.09)]
        pen.blob(leaf, mixed(leaves, (20, 60, 80), 0.3 * (number % 2)))
    for x in (0.12, 0.2):
        pen.disc((x, 0.77), 0.03, (120, 82, 56))


def forest(stage: Stage, start: float, stop: float) -> None:
    """Rows of trees on hills between two heights."""
    rows, tint = 3, stage.plan.tint("forest")
    for row in range(rows):
        near = start + (stop - start) * row / (rows - 1)
        dice = stage.dice.of(f"forest {row}")
        ridge = hill(stage, near, dice, 0.07)
        for _ in range(30 - 5 * row):
            at, tall = dice.choice(ridge), stage.unit * (9 + 15 * near) * dice.uniform(0.7, 1.25)
            kind, shade = dice.random(), dice.random()
            away = max(0.0, 0.62 - 0.75 * near)
            pen = Pen(stage.draw(), (at[0], at[1] + 0.05 * tall), tall, stage.light, away)
            leaves = COLOURS[tint] if tint else (38, 106, 84) if kind < 0.8 else (106, 154, 80)
            _wild(stage, dice)(pen, mixed(leaves, soil(stage, 1), 0.3 * shade))


def copses(stage: Stage) -> None:
    """A few trees far away, in groups."""
    for group in range(4):
        dice = stage.dice.of(f"copse {group}")
        across, down = dice.uniform(-0.05, 1.05), dice.uniform(0.16, 0.36)
        for _ in range(6):
            x, y = (across + dice.uniform(-0.07, 0.07)) * stage.width, stage.down(down + dice.uniform(-0.03, 0.03))
            tall, shade = stage.unit * (5 + 12 * down) * dice.uniform(0.7, 1.2), dice.random()
            pen = Pen(stage.draw(), (x, y), tall, stage.light, 0.5 - down)
            _wild(stage, dice)(pen, mixed((52, 120, 86), (104, 156, 84), shade))


def _wild(stage: Stage, dice: Dice) -> Tree:
    leafy = dice.chance(0.25)
    if stage.winter:
        return snowy_pine
    return round_tree if leafy else pine
