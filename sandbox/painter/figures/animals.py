"""Foxes, cats, dogs and others: their ears, their tails, their coats."""

from sandbox.painter.figures.creature import Animal
from sandbox.painter.figures.faces import BLUSH, long_face, pointed_face, round_face, soft_face
from sandbox.painter.tools.palette import mixed
from sandbox.painter.tools.pen import Pen, Point

CREAM = (252, 244, 230)


def _pointed_ears(pen: Pen, animal: Animal) -> None:
    for side in pen.sides():
        side.polygon([(0.05, 0.8), (0.26, 0.7), (0.25, 1.0)], animal.coat)
        side.polygon([(0.12, 0.81), (0.23, 0.75), (0.232, 0.93)], animal.marks)


def _round_ears(pen: Pen, animal: Animal) -> None:
    ear = animal.marks if animal.pale == animal.coat else animal.coat
    for side in pen.sides():
        side.disc((0.18, 0.84), 0.08, ear)
        side.disc((0.18, 0.84), 0.045, mixed(ear, BLUSH, 0.4))


def _long_ears(pen: Pen, animal: Animal) -> None:
    for side in pen.sides():
        side.oval((0.11, 0.98), (0.065, 0.2), animal.coat, -10)
        side.oval((0.11, 0.97), (0.034, 0.15), mixed(animal.coat, BLUSH, 0.55), -10)


def _hanging_ears(pen: Pen, animal: Animal) -> None:
    for side in pen.sides():
        side.blob([(0.13, 0.86), (0.24, 0.8), (0.3, 0.62), (0.25, 0.54), (0.19, 0.64)], animal.marks)


def _brush(pen: Pen, animal: Animal) -> None:
    tip: list[Point] = [(0.52, 0.3), (0.6, 0.44), (0.55, 0.6), (0.44, 0.5), (0.42, 0.38)]
    pen.blob([(0.1, 0.03), (0.36, 0.02), (0.56, 0.16), (0.6, 0.42), (0.55, 0.6), (0.43, 0.48), (0.4, 0.3), (0.24, 0.2)],
             animal.coat)  # fmt: skip
    pen.blob(tip, animal.pale)


def _curl(pen: Pen, animal: Animal) -> None:
    pen.stroke([(0.12, 0.05), (0.36, 0.06), (0.43, 0.24), (0.36, 0.4), (0.42, 0.5)], 0.075, animal.coat)


def _stump(pen: Pen, animal: Animal) -> None:
    pen.disc((0.22, 0.12), 0.07, animal.pale)


def _wag(pen: Pen, animal: Animal) -> None:
    pen.stroke([(0.14, 0.1), (0.3, 0.18), (0.36, 0.36)], 0.07, animal.coat)


def _stripes(pen: Pen, animal: Animal) -> None:
    """A tiger's tail is ringed."""
    for at in ((0.41, 0.17), (0.4, 0.31), (0.4, 0.45)):
        pen.disc(at, 0.04, animal.marks)


def _mane(pen: Pen, animal: Animal) -> None:
    for turn in ((0, 0.92), (0.22, 0.86), (0.33, 0.68), (0.26, 0.5), (0.1, 0.42)):
        for side in pen.sides():
            side.disc(turn, 0.13, animal.marks)
    pen.disc((0, 0.67), 0.3, animal.marks)


ANIMALS = {
    "fox": Animal((226, 108, 44), CREAM, (72, 44, 46), _pointed_ears, _brush, pointed_face),
    "wolf": Animal((128, 138, 154), (232, 236, 240), (70, 78, 94), _pointed_ears, _brush, pointed_face,
                   eye=(240, 200, 90)),
    "cat": Animal((240, 168, 92), CREAM, (252, 226, 200), _pointed_ears, _curl, round_face, eye=(140, 190, 90)),
    "tiger": Animal((240, 148, 50), CREAM, (56, 42, 48), _round_ears, _curl, round_face, _stripes, (210, 180, 70)),
    "lion": Animal((236, 184, 98), CREAM, (176, 96, 46), _round_ears, _curl, round_face, _mane, (180, 120, 50)),
    "dog": Animal((222, 168, 104), CREAM, (140, 90, 58), _hanging_ears, _wag, long_face),
    "rabbit": Animal((226, 214, 204), (252, 250, 246), (240, 232, 226), _long_ears, _stump, soft_face),
    "bear": Animal((146, 98, 66), (222, 190, 150), (120, 78, 52), _round_ears, _stump, soft_face),
    "panda": Animal((250, 248, 244), (250, 248, 244), (52, 50, 62), _round_ears, _stump, soft_face),
}  # fmt: skip
"""Species in their natural colours."""
