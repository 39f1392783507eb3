"""Composes a picture: decides what the plan leaves open, and paints from the farthest to the nearest."""

from dataclasses import replace

from PIL import Image

from sandbox.painter.figures.catalogue import FIGURES, Figure, Layer
from sandbox.painter.layout import figures_in, side_of, spot_of
from sandbox.painter.placing import halo, place
from sandbox.painter.scenery import city, land, sky, space, water, weather, woods
from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.dice import Dice
from sandbox.painter.tools.light import DAWN, DAY, GREY, LIGHTS, SPACE, SUNSET, WINTER, Light
from sandbox.painter.tools.palette import mixed
from sandbox.painter.words.colours import COLOURS
from sandbox.painter.words.plan import Plan, Thing

LANDS = frozenset({"hills", "mountains", "forest", "city", "desert", "beach", "space"})

LAMPS = frozenset({"sun", "moon", "crescent"})

ISLET = 0.8
"""Half the width of the ground under what stands in the sea, in heights of it. A lighthouse has a rock of its own."""

POND = 0.95
"""Half the width of the water under what swims where there is no sea, in heights of it."""

Placed = tuple[Thing, Figure]


def compose(size: tuple[int, int], floor: float, plan: Plan, dice: Dice, detail: int) -> Image.Image:
    """The picture of a plan. What counts is above ``floor`` (pixels); ``detail`` is from 1 to 3."""
    stage = _stage(size, floor, _completed(plan), dice, detail)
    sky.background(stage)
    if "space" in stage.plan.grounds:
        space.nebula(stage)
    sky.paint_sky(stage)
    space.planets(stage)
    _far(stage)
    _figures(stage, Layer.AIR)
    _figures(stage, Layer.MIDDLE)
    if "sea" in stage.plan.grounds:
        _figures(stage, Layer.WATER)
        water.waves(stage)
    if _stands_on_land(stage.plan):
        land.tufts(stage, _front(stage), stage.dice.of("tufts"))
    _figures(stage, Layer.FRONT)
    weather.fall(stage)
    weather.corners(stage)
    return stage.image


def _completed(plan: Plan) -> Plan:
    """The plan with a ground, if it names none: the one where its figures belong. A beach is by the sea."""
    if "beach" in plan.grounds:
        return replace(plan, grounds=plan.grounds | {"sea"})
    if plan.grounds:
        return plan
    if any(FIGURES[thing.name].sea for thing in plan.figures):
        return replace(plan, grounds=frozenset({"sea"}))
    if plan.shows("planet") or plan.shows("astronaut") or plan.shows("rocket"):
        return replace(plan, grounds=frozenset({"space"}))
    return replace(plan, grounds=frozenset({"desert"} if plan.shows("cactus") else {"hills"}))


def _stage(size: tuple[int, int], floor: float, plan: Plan, dice: Dice, detail: int) -> Stage:
    layout = dice.of("layout")
    level = layout.uniform(0.5, 0.58) if size[0] >= floor else layout.uniform(0.46, 0.56)
    across, height = layout.uniform(0.64, 0.84), layout.uniform(0.26, 0.42)
    light = _light(plan, dice)
    if light.low:
        height = layout.uniform(0.72, 0.86)
    # The light is on the side where the main figure is not.
    lamp = (across if side_of(dice) < 0 else 1 - across) * size[0], height * level * floor
    return Stage(Image.new("RGB", size), plan, light, dice, detail, floor, level * floor, lamp)


def _light(plan: Plan, dice: Dice) -> Light:
    """The light of the picture, in the colours that the prompt names."""
    light = _daylight(plan, dice)
    if own := next((thing.colour for thing in plan.sky if thing.colour and thing.name in LAMPS), None):
        light = replace(light, lamp=mixed(COLOURS[own], (255, 255, 255), 0.25))  # also on water
    if plan.mood:
        return replace(light, sky=tuple(mixed(colour, COLOURS[plan.mood], 0.34) for colour in light.sky))
    return light


def _daylight(plan: Plan, dice: Dice) -> Light:
    """The light that is named, or that goes with what is named, or any."""
    if plan.light:
        light = LIGHTS[plan.light]
    elif "space" in plan.grounds:
        light = SPACE
    elif plan.lighting:
        light = LIGHTS[plan.lighting]
    elif plan.weather:
        light = WINTER if plan.weather == "snow" else GREY
    elif plan.tints or any(thing.colour for thing in plan.figures):
        light = DAY  # any other would change the colours that the prompt names
    else:
        light = dice.of("light").choice((DAY, DAY, DAY, SUNSET, SUNSET, DAWN))
    return light


def _far(stage: Stage) -> None:
    """Everything between the sky and the front."""
    grounds = stage.plan.grounds
    if "mountains" in grounds:
        land.mountains(stage)
    if "city" in grounds:
        city.skyline(stage)
    if "sea" in grounds:
        if grounds & {"hills", "forest"}:
            land.hills(stage, -0.04, 0.02, 2)
        water.sea(stage)
    elif "city" not in grounds:
        _country(stage)
    if stage.plan.weather == "fog" or "forest" in grounds:
        weather.fog(stage, 0.3)


def _country(stage: Stage) -> None:
    """A forest, or hills, with a few trees where trees grow."""
    if "forest" in stage.plan.grounds:
        woods.forest(stage, 0.0, 0.5)
        return
    land.hills(stage, 0.0, 0.42, 3)
    if not stage.plan.grounds & {"desert", "space"}:
        woods.copses(stage)


def _stands_on_land(plan: Plan) -> bool:
    """Whether there is ground in the front: not on the open sea."""
    return "sea" not in plan.grounds or bool(plan.grounds & LANDS) or bool(list(figures_in(plan, Layer.FRONT)))


def _front(stage: Stage) -> list[tuple[float, float]]:
    """The nearest hill, or what it is here; returns its ridge."""
    low = 0.86 if "sea" in stage.plan.grounds else 0.6
    return land.hill(stage, low, stage.dice.of("front"), 0.07)


def _figures(stage: Stage, where: Layer) -> None:
    """Paint the figures of one place, each as often as it is named."""
    found = list(figures_in(stage.plan, where))
    copies = [pair for pair in found for _ in range(pair[0].count)]
    # From the last, so that what is named first is in front.
    for number, (thing, figure) in reversed(list(enumerate(copies))):
        spot = spot_of(stage, where, number, len(copies), figure)
        colour = COLOURS[thing.colour] if thing.colour else None
        if thing.name == "lantern" or (thing.name == "lighthouse" and stage.light.lit):
            top = spot.at[0], spot.at[1] - spot.height * (0.81 if thing.name == "lighthouse" else 0.5)
            halo(stage, top, spot.height * 1.1, (255, 214, 130))
        if where is Layer.MIDDLE and "sea" in stage.plan.grounds and not figure.sea:
            land.islet(stage, spot.at, spot.height * ISLET)
        if figure.place is Layer.WATER and where is not Layer.WATER:
            water.pond(stage, spot.at, spot.height * POND)
        place(stage, figure, spot, colour, mirrored=where is Layer.WATER)
        if figure.place is Layer.WATER:
            water.ripples(stage, spot.at, spot.height * 0.42)
