"""Where in a picture its figures are: those of one place beside each other, the main one off the middle."""

from collections.abc import Iterator

from sandbox.painter.figures.catalogue import FIGURES, Figure, Layer
from sandbox.painter.placing import Spot
from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.dice import Dice
from sandbox.painter.words.plan import Plan, Thing

HALF_WIDTH, HALF_LENGTH = 0.62, 0.9
"""How far figures, and those that swim or fly, reach to either side, in heights of them: none is cut off at an edge."""

POND_DEPTH = 0.27
"""How far a pond reaches to the front, in heights of what swims in it."""

Placed = tuple[Thing, Figure]


def side_of(dice: Dice) -> int:
    """On which side of the middle the main figure is: -1 is left."""
    return -1 if dice.of("side").chance(0.5) else 1


def figures_in(plan: Plan, where: Layer) -> Iterator[Placed]:
    for thing in plan.figures:
        figure = FIGURES[thing.name]
        lands = figure.place
        if lands is Layer.WATER and "sea" not in plan.grounds:
            lands = Layer.FRONT  # in a pond
        if lands is where:
            yield thing, figure


def spot_of(stage: Stage, where: Layer, number: int, total: int, figure: Figure) -> Spot:
    """Where the figure of that number is, of so many in one place."""
    dice, side = stage.dice.of(f"{where.name} {number}"), side_of(stage.dice)
    shrink = (1.0, 0.82, 0.68, 0.58)[min(total, 4) - 1] * min(1.0, (4 / total) ** (0.5 if where is Layer.AIR else 1.0))
    shrink *= 1.0 if number == 0 else dice.uniform(0.78, 0.95)
    alone = total == 1
    if where in (Layer.MIDDLE, Layer.WATER):
        side = -side if list(figures_in(stage.plan, Layer.FRONT)) else side
    offset = side * dice.uniform(0.1, 0.2) if alone else (number + 0.5) / total - 0.5
    across = 0.5 + offset * (0.55 if stage.width < stage.floor else 1.0) + dice.uniform(-0.03, 0.03)
    height = figure.height * stage.unit * shrink * dice.uniform(0.94, 1.06)
    long = figure.place in (Layer.WATER, Layer.AIR)
    half = min((HALF_LENGTH if long else HALF_WIDTH) * height, stage.width / 2)
    x, y = min(max(across * stage.width, half), stage.width - half), _level(stage, where, number, height, dice)
    if figure.place is Layer.WATER and where is not Layer.WATER:
        y = min(y, stage.floor - POND_DEPTH * height)
    flip = 1 if across < 0.5 else -1
    return Spot((x, y), height, 0.16 if where is Layer.MIDDLE else 0.0, flip)


def _level(stage: Stage, where: Layer, number: int, height: float, dice: Dice) -> float:
    """The height in pixels at which the foot of a figure is."""
    match where:
        case Layer.AIR:
            middle = (0.52, 0.36, 0.62, 0.28)[number % 4] + dice.uniform(-0.05, 0.05)
            return max(height * 1.15, middle * stage.horizon + height / 2)
        case Layer.MIDDLE:
            return stage.down(0.16 if "sea" in stage.plan.grounds else 0.4)
        case Layer.WATER:
            return stage.down(dice.uniform(0.36, 0.46) + 0.04 * number)
        case Layer.FRONT if "sea" in stage.plan.grounds:
            return stage.down(dice.uniform(0.92, 0.97))  # the shore is no deeper
        case Layer.FRONT:
            return stage.down(dice.uniform(0.86, 0.93) if number == 0 else dice.uniform(0.78, 0.9))
