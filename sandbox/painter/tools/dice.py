"""Chance that can be repeated, and that drifts a little for a variation."""

import random
from collections.abc import Sequence
from typing import Self

DRIFT = 0.28
"""How far each drift moves a value towards another one that chance might have given, from 0 to 1."""


class Dice(random.Random):
    """Random values of a ``seed``. Each of the ``drifts``, seeds as well, moves measures a little, but no choices.

    Draw as many values for a small picture as for a large one, so that both show the same.
    """

    def __new__(cls, *_: object) -> Self:
        # The base class would take no second argument.
        return super().__new__(cls)

    def __init__(self, seed: str, drifts: Sequence[str] = ()) -> None:
        self._name, self._drifts = seed, tuple(drifts)
        self._others = [random.Random(f"{seed} {drift}") for drift in drifts]  # noqa: S311 - pictures keep no secrets
        super().__init__(seed)

    def of(self, name: str) -> "Dice":
        """Dice of their own for one part of a picture, so that no part depends on what the others draw."""
        return Dice(f"{self._name} {name}", self._drifts)

    def random(self) -> float:
        value = super().random()
        for other in self._others:
            value += DRIFT * (other.random() - value)
        return value

    def getrandbits(self, k: int, /) -> int:
        # Defined here, or choices would be made by ``random`` above.
        return super().getrandbits(k)

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in this share of pictures."""
        return super().random() < share
