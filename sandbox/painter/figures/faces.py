"""The faces of animals."""

from sandbox.painter.figures.creature import DARK, Animal
from sandbox.painter.tools.palette import mixed
from sandbox.painter.tools.pen import Pen

BLUSH = (244, 160, 150)


def _eyes(pen: Pen, animal: Animal, x: float, y: float, size: float) -> None:
    for side in pen.sides():
        if animal.eye != DARK:
            side.oval((x, y), (size * 1.25, size * 1.35), animal.eye)
        side.oval((x, y), (size * 0.8, size * 1.15), DARK)
    for across in (x, -x):
        pen.disc((across + 0.3 * size, y + 0.45 * size), size * 0.33, (255, 255, 255))


def pointed_face(pen: Pen, animal: Animal) -> None:
    """A fox's or wolf's: broad cheeks and a narrow muzzle."""
    pen.blob([(-0.1, 0.85), (0.1, 0.85), (0.22, 0.74), (0.32, 0.585), (0.15, 0.53), (0, 0.455), (-0.15, 0.53),
              (-0.32, 0.585), (-0.22, 0.74)], animal.coat)  # fmt: skip
    for side in pen.sides():
        side.blob([(0.31, 0.59), (0.15, 0.535), (0, 0.46), (0.015, 0.55), (0.08, 0.62), (0.19, 0.64)], animal.pale)
    _eyes(pen, animal, 0.115, 0.675, 0.032)
    pen.oval((0, 0.505), (0.042, 0.032), DARK)


def round_face(pen: Pen, animal: Animal) -> None:
    """A cat's, with whiskers."""
    pen.blob([(0, 0.86), (0.18, 0.82), (0.27, 0.68), (0.19, 0.53), (0, 0.48), (-0.19, 0.53), (-0.27, 0.68),
              (-0.18, 0.82)], animal.coat)  # fmt: skip
    for side in pen.sides():
        side.oval((0.055, 0.575), (0.075, 0.055), animal.pale)
        for end in (0.6, 0.555):
            side.stroke([(0.11, 0.575), (0.33, end)], 0.008, mixed(animal.pale, DARK, 0.3))
    _eyes(pen, animal, 0.12, 0.68, 0.042)
    pen.polygon([(-0.032, 0.618), (0.032, 0.618), (0, 0.588)], BLUSH)


def long_face(pen: Pen, animal: Animal) -> None:
    """A dog's, with a big muzzle and a tongue."""
    pen.blob([(0, 0.88), (0.17, 0.84), (0.22, 0.68), (0.15, 0.52), (0, 0.46), (-0.15, 0.52), (-0.22, 0.68),
              (-0.17, 0.84)], animal.coat)  # fmt: skip
    pen.blob([(-0.04, 0.8), (0.04, 0.8), (0.07, 0.66), (0.13, 0.57), (0, 0.475), (-0.13, 0.57), (-0.07, 0.66)],
             animal.pale)  # fmt: skip
    pen.blob([(-0.045, 0.53), (0.045, 0.53), (0.04, 0.44), (0, 0.42), (-0.04, 0.44)], (236, 110, 120))
    _eyes(pen, animal, 0.11, 0.7, 0.033)
    pen.oval((0, 0.615), (0.055, 0.04), DARK)
    pen.stroke([(-0.09, 0.545), (-0.04, 0.52), (0, 0.545), (0.04, 0.52), (0.09, 0.545)], 0.014, DARK)


def soft_face(pen: Pen, animal: Animal) -> None:
    """A bear's or rabbit's: round, with a small nose."""
    pen.oval((0, 0.68), (0.24, 0.2), animal.coat)
    if animal.pale == animal.coat:  # a panda
        for side in pen.sides():
            side.oval((0.115, 0.69), (0.062, 0.072), animal.marks, -25)
    pen.oval((0, 0.59), (0.1, 0.075), animal.pale)
    _eyes(pen, animal, 0.11, 0.695, 0.028)
    pen.oval((0, 0.62), (0.035, 0.025), DARK)
    pen.stroke([(0, 0.61), (0, 0.575)], 0.01, DARK)
    for side in pen.sides():
        side.oval((0.17, 0.6), (0.035, 0.022), mixed(animal.coat, BLUSH, 0.6))
