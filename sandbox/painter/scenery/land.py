"""Hills, mountains, dunes and shores, from the farthest to the nearest."""

from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.brushes import disc, wave
from sandbox.painter.tools.dice import Dice
from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Point
from sandbox.painter.words.colours import COLOURS

SOILS: dict[str, tuple[Colour, Colour]] = {
    "hills": ((122, 186, 112), (58, 128, 82)),
    "forest": ((92, 152, 108), (40, 98, 72)),
    "mountains": ((112, 164, 124), (56, 112, 86)),
    "city": ((130, 160, 128), (72, 104, 96)),
    "desert": ((240, 196, 128), (222, 156, 92)),
    "beach": ((250, 224, 168), (240, 204, 142)),
    "space": ((120, 104, 160), (72, 60, 112)),
    "snow": ((226, 236, 250), (186, 206, 234)),
}
"""Far and near."""

BARE = frozenset({"desert", "beach", "space"})
"""Grounds without grass."""

POINTS = 160
"""Points of a ridge."""


def soil(stage: Stage, near: float) -> Colour:
    """The ground's own colour at a place between the horizon (0) and the front (1)."""
    names = [name for name in ("beach", "desert", "space", "forest", "city") if name in stage.plan.grounds]
    name = names[0] if names else "hills"
    far, front = SOILS["snow" if stage.winter else name]
    if (tint := stage.plan.tint(name)) and not stage.winter:
        far, front = mixed(COLOURS[tint], (255, 255, 255), 0.2), mixed(COLOURS[tint], (20, 30, 60), 0.25)
    return mixed(far, front, near)


def hills(stage: Stage, start: float, stop: float, layers: int) -> None:
    """Rows of hills between two heights (0 is the horizon, 1 the floor)."""
    for layer in range(layers):
        near = start + (stop - start) * layer / max(1, layers - 1)
        hill(stage, near, stage.dice.of(f"hill {layer}"))


def hill(stage: Stage, near: float, dice: Dice, swell: float = 0.1) -> list[Point]:
    """One hill with mist at its foot; returns its ridge."""
    ridge = outline(stage, dice, stage.down(near), swell * (1 - 0.45 * near))
    away = max(0.0, 0.72 - 0.8 * near)
    top = stage.light.on(soil(stage, near), away)
    foot = stage.light.on(mixed(soil(stage, near), (255, 255, 255), 0.12), min(1.0, away + 0.22))
    if near > 0.6:
        foot = stage.light.on(mixed(soil(stage, near), (20, 30, 60), 0.35), away)
    edge = [(x, y - 0.25 * stage.unit) for x, y in ridge]
    stage.fill(edge, mixed(top, stage.light.rim, 0.45 * stage.light.rim_share + 0.1), foot)
    stage.fill(ridge, top, foot, 38 * stage.unit)
    return ridge


def outline(stage: Stage, dice: Dice, level: float, swell: float, octaves: int = 3) -> list[Point]:
    """A smooth line from left to right around the height ``level`` (pixels); ``swell`` is a share of the floor's."""
    curve = wave(dice, octaves)
    return [
        (stage.width * step / POINTS, level + swell * stage.floor * curve(step / POINTS)) for step in range(POINTS + 1)
    ]


def mountains(stage: Stage) -> None:
    """Two rows of peaks with snow on them."""
    for row, (away, height) in enumerate(((0.66, 0.36), (0.42, 0.26))):
        dice = stage.dice.of(f"peaks {row}")
        shift = dice.uniform(-0.1, 0.1)
        for peak in range(5):
            middle = (peak + 0.5 * row) * 0.27 - 0.05 + shift + dice.uniform(-0.05, 0.05)
            tall = stage.floor * height * dice.uniform(0.55, 1.15)
            _peak(stage, middle * stage.width, tall, away, dice)


def _peak(stage: Stage, x: float, tall: float, away: float, dice: Dice) -> None:
    draw, base, lean = stage.draw(), stage.down(0.3), dice.uniform(-0.12, 0.12) * tall
    half, top = tall * dice.uniform(0.85, 1.1), (x + lean, stage.horizon - tall)
    tint = stage.plan.tint("mountains")
    rock = mixed(COLOURS[tint] if tint else (116, 124, 158), soil(stage, 0.2), 0.15)
    sun_left = stage.lamp[0] < x
    lit, dark = stage.light.on(rock, away), stage.light.on(mixed(rock, (52, 56, 104), 0.55), away)
    spine = [top, (x + 0.3 * lean, stage.horizon - 0.62 * tall), (x + 0.14 * half, stage.horizon - 0.3 * tall),
             (x - 0.05 * half, base)]  # fmt: skip
    left, right = (x - half, base), (x + half, base)
    draw.polygon([left, *spine], fill=lit if sun_left else dark)
    draw.polygon([right, *spine], fill=dark if sun_left else lit)
    white, shade = stage.light.on((252, 252, 255), away * 0.7), stage.light.on((196, 206, 232), away * 0.8)
    share = 0.5 if stage.winter else 0.3
    teeth = [(0.0, share), (0.3, share * 0.72), (0.52, share * 1.08), (0.8, share * 0.78), (1.0, share)]
    for end, colour in ((left, white if sun_left else shade), (right, shade if sun_left else white)):
        edge = (top[0] + (end[0] - top[0]) * share, top[1] + (base - top[1]) * share)
        middle = (x + 0.3 * lean, top[1] + (base - top[1]) * share)
        hem = [
            (edge[0] + (middle[0] - edge[0]) * along, top[1] + (base - top[1]) * depth) for along, depth in teeth[1:]
        ]
        draw.polygon([top, edge, *hem, spine[1]], fill=colour)


def islet(stage: Stage, at: Point, half: float) -> None:
    """Ground in the water around ``at``, for what floats on none; ``half`` its width, in pixels."""
    draw, (x, y) = stage.draw(), at
    grass = soil(stage, 0.5)
    for drop, colour in ((0.09, mixed(grass, (70, 60, 70), 0.6)), (0.0, grass)):
        box = (x - half, y + (drop - 0.16) * half, x + half, y + (drop + 0.2) * half)
        draw.ellipse(box, fill=stage.light.on(colour, 0.16))


def tufts(stage: Stage, ridge: list[Point], dice: Dice) -> None:
    """Grass, or heaps of snow or sand, on the nearest ridge and below it."""
    draw, near = stage.draw(), soil(stage, 1.0)
    for _ in range(26 + 22 * stage.detail):
        (x, y), below = dice.choice(ridge), dice.random() ** 1.5
        y += (stage.floor - y) * below
        tall = stage.unit * dice.uniform(1.0, 2.4) * (0.7 + 0.6 * below)
        if stage.winter or stage.plan.grounds & BARE:
            disc(draw, (x, y), tall * 0.14, (*stage.light.on(mixed(near, (255, 255, 255), 0.4)), 120))
            continue
        blade = (*stage.light.on(mixed(near, (236, 240, 120) if dice.chance(0.4) else (14, 60, 50), 0.32)), 150)
        for lean in (-0.45, 0.0, 0.4):
            root = tall * 0.13
            draw.polygon([(x - root, y), (x + root, y), (x + lean * tall, y - tall)], fill=blade)
