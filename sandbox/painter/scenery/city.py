"""A skyline, far and near, with windows."""

import itertools

from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.dice import Dice
from sandbox.painter.tools.palette import Colour, mixed

WALLS: tuple[Colour, ...] = ((112, 120, 168), (136, 124, 164), (96, 128, 160), (164, 132, 140), (120, 140, 150))
LIT: tuple[Colour, ...] = ((255, 214, 122), (255, 232, 168), (255, 190, 108))
ROWS = ((0.62, 0.4, 15, 0.02), (0.38, 0.3, 12, 0.1), (0.14, 0.2, 9, 0.2))
"""Of houses, from the farthest: distance, height (of the floor's), number, and how far below the horizon they stand."""


GROUND = 0.66
"""How far below the horizon walls are seen: what is nearer is behind the hill in the front."""


def skyline(stage: Stage) -> None:
    for row, (away, height, number, down) in enumerate(ROWS):
        dice = stage.dice.of(f"skyline {row}")
        x = -0.02 * stage.width
        for house in itertools.count():
            if x >= stage.width:
                break
            wide = stage.width / number * dice.uniform(0.6, 1.15)
            tall = stage.floor * height * dice.uniform(0.35, 1.0) ** 1.3
            place = (x, stage.down(down), wide, tall)
            _building(stage, dice, place, away)
            # The number of windows must not change the houses beside them.
            _windows(stage, stage.dice.of(f"windows {row} {house}"), place, away)
            x += wide * dice.uniform(0.92, 1.12)


def _building(stage: Stage, dice: Dice, place: tuple[float, float, float, float], away: float) -> None:
    """A house at a ``place``: left, bottom, width and height in pixels."""
    left, bottom, wide, tall = place
    draw, wall = stage.draw(), dice.choice(WALLS)
    top, shape = bottom - tall, dice.randint(0, 4)
    colour = stage.light.on(wall, away)
    draw.rectangle((left, top, left + wide, stage.floor), fill=colour)
    draw.rectangle(
        (left + 0.72 * wide, top, left + wide, stage.floor),
        fill=(*stage.light.on(mixed(wall, (40, 40, 90), 0.6), away), 110),
    )
    middle = left + wide / 2
    if shape == 0:
        draw.polygon([(left, top), (middle, top - 0.4 * wide), (left + wide, top)], fill=colour)
    elif shape == 1:
        draw.rectangle((left + 0.25 * wide, top - 0.22 * wide, left + 0.75 * wide, top), fill=colour)
        draw.line((middle, top - 0.22 * wide, middle, top - 0.8 * wide), fill=colour, width=max(1, round(wide / 18)))
    elif shape == 2:
        draw.pieslice((left, top - wide / 2, left + wide, top + wide / 2), 180, 360, fill=colour)


def _windows(stage: Stage, dice: Dice, place: tuple[float, float, float, float], away: float) -> None:
    left, bottom, wide, tall = place
    draw = stage.draw()
    side = stage.unit * (1.5 - 0.8 * away)
    columns = max(2, min(6, int(wide / (2.1 * side))))
    rows = max(1, int((stage.down(GROUND) - bottom + tall) / (2.3 * side)))
    for cell in range(columns * rows):
        row, column = divmod(cell, columns)
        lit, warm = dice.chance(0.52), dice.choice(LIT)
        x = left + wide * (column + 0.5) / columns - side / 2
        y = bottom - tall + side * (1.2 + 2.3 * row)
        if stage.light.lit and lit:
            fill = (*warm, round(255 * (1 - 0.45 * away)))
        else:
            fill = (*stage.light.on((188, 214, 232) if not stage.light.lit else (62, 66, 110), away), 150)
        draw.rectangle((x, y, x + side * 0.9, y + side * 1.2), fill=fill)
