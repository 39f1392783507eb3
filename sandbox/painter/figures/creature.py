"""What all animals have in common: they sit and look at you."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sandbox.painter.tools.palette import Colour, mixed
from sandbox.painter.tools.pen import Pen

DARK = (48, 40, 52)

Part = Callable[[Pen, "Animal"], None]


@dataclass(frozen=True, slots=True)
class Animal:
    """The ``coat``, the ``pale`` parts, the ``marks`` on ears and paws, and what distinguishes the species."""

    coat: Colour
    pale: Colour
    marks: Colour
    ears: Part
    tail: Part
    face: Part
    adornment: Part | None = None
    eye: Colour = DARK

    def draw(self, pen: Pen, colour: Colour | None = None) -> None:
        """Paint it in its own coat, or in another colour."""
        animal = self.dyed(colour) if colour else self
        animal.tail(pen, animal)
        if animal.adornment:
            animal.adornment(pen, animal)
        _body(pen, animal)
        animal.ears(pen, animal)
        animal.face(pen, animal)

    def dyed(self, colour: Colour) -> "Animal":
        """The same in another coat."""
        pale = mixed(self.pale, colour, 0.12)
        return replace(self, coat=colour, pale=pale, marks=mixed(colour, DARK, 0.5))


def _body(pen: Pen, animal: Animal) -> None:
    shade = mixed(animal.coat, DARK, 0.22)
    for side in pen.sides():
        side.oval((0.17, 0.09), (0.13, 0.1), shade, 12)
    pen.blob([(0, 0.6), (0.15, 0.5), (0.22, 0.27), (0.2, 0.06), (0, 0.01), (-0.2, 0.06), (-0.22, 0.27), (-0.15, 0.5)],
             animal.coat)  # fmt: skip
    pen.blob([(0, 0.56), (0.1, 0.44), (0.085, 0.26), (0, 0.17), (-0.085, 0.26), (-0.1, 0.44)], animal.pale)
    for side in pen.sides():
        side.blob([(0.02, 0.3), (0.11, 0.3), (0.115, 0.08), (0.125, 0.0), (0.03, 0.0), (0.035, 0.1)], animal.coat)
        side.blob([(0.035, 0.05), (0.115, 0.05), (0.125, 0.005), (0.03, 0.005)], animal.marks)
