"""Every figure: how it is drawn, how large, and where it belongs."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from sandbox.painter.figures import birds, buildings, people, plants, sealife, vehicles
from sandbox.painter.figures.animals import ANIMALS
from sandbox.painter.scenery import woods
from sandbox.painter.tools.palette import Colour
from sandbox.painter.tools.pen import Pen

Drawing = Callable[[Pen, Colour | None], None]


class Layer(Enum):
    """Where figures are: on the nearest ground, on the hill behind it, on water, or in the air."""

    FRONT = auto()
    MIDDLE = auto()
    WATER = auto()
    AIR = auto()


@dataclass(frozen=True, slots=True)
class Figure:
    """``height`` in hundredths of the picture's shorter side, of the only figure; several are smaller."""

    draw: Drawing
    height: float
    place: Layer
    sea: bool = False
    """Whether it comes with the sea, if the prompt names no ground."""


FIGURES = {
    **{name: Figure(animal.draw, 42, Layer.FRONT) for name, animal in ANIMALS.items()},
    "bird": Figure(birds.bird, 21, Layer.AIR),
    "owl": Figure(birds.owl, 38, Layer.FRONT),
    "penguin": Figure(birds.penguin, 38, Layer.FRONT),
    "butterfly": Figure(birds.butterfly, 22, Layer.AIR),
    "fish": Figure(sealife.fish, 32, Layer.WATER, sea=True),
    "whale": Figure(sealife.whale, 30, Layer.WATER, sea=True),
    "flower": Figure(plants.flower, 34, Layer.FRONT),
    "mushroom": Figure(plants.mushroom, 30, Layer.FRONT),
    "cactus": Figure(plants.cactus, 38, Layer.FRONT),
    "tree": Figure(woods.round_tree, 50, Layer.MIDDLE),
    "pine": Figure(woods.pine, 52, Layer.MIDDLE),
    "cherry": Figure(woods.cherry, 54, Layer.MIDDLE),
    "palm": Figure(woods.palm, 52, Layer.FRONT),
    "house": Figure(buildings.house, 34, Layer.MIDDLE),
    "castle": Figure(buildings.castle, 46, Layer.MIDDLE),
    "lighthouse": Figure(buildings.lighthouse, 52, Layer.MIDDLE, sea=True),
    "windmill": Figure(buildings.windmill, 46, Layer.MIDDLE),
    "pagoda": Figure(buildings.pagoda, 48, Layer.MIDDLE),
    "tent": Figure(buildings.tent, 26, Layer.FRONT),
    "boat": Figure(vehicles.boat, 36, Layer.WATER, sea=True),
    "paper boat": Figure(vehicles.paper_boat, 30, Layer.WATER, sea=True),
    "car": Figure(vehicles.car, 26, Layer.FRONT),
    "rocket": Figure(vehicles.rocket, 46, Layer.AIR),
    "balloon": Figure(vehicles.balloon, 40, Layer.AIR),
    "lantern": Figure(vehicles.lantern, 20, Layer.AIR),
    "robot": Figure(people.robot, 46, Layer.FRONT),
    "person": Figure(people.person, 42, Layer.FRONT),
    "astronaut": Figure(people.astronaut, 44, Layer.FRONT),
    "snowman": Figure(people.snowman, 44, Layer.FRONT),
}
"""By the names of ``words/vocabulary.py``."""
