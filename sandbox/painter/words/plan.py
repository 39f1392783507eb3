"""What a picture shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

MAX_FIGURES = 4
"""Kinds of figures in one picture; those named later are left out."""

NOCTURNAL = ("moon", "crescent", "stars", "aurora", "owl", "lantern")
"""Things that make it night, unless the prompt says otherwise."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A figure or a light in the sky; ``colour`` is one that the prompt gives it."""

    name: str
    colour: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a prompt names. ``tints`` are the colours of grounds; ``mood`` is one that belongs to nothing."""

    light: str | None = None
    weather: str | None = None
    grounds: frozenset[str] = frozenset()
    sky: tuple[Thing, ...] = ()
    figures: tuple[Thing, ...] = ()
    tints: frozenset[tuple[str, str]] = frozenset()
    mood: str | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to show; a colour alone is nothing."""
        return bool(self.light or self.weather or self.grounds or self.sky or self.figures)

    def over(self, other: Self) -> Self:
        """This plan, with what it leaves open as in ``other``, whose figures stay in the picture."""
        return replace(
            self,
            light=self.light or other.light,
            weather=self.weather or other.weather,
            grounds=self.grounds or other.grounds,
            sky=_together(self.sky, other.sky),
            figures=_together(self.figures, other.figures)[:MAX_FIGURES],
            tints=frozenset({**dict(other.tints), **dict(self.tints)}.items()),
            mood=self.mood or other.mood,
        )

    @property
    def lighting(self) -> str | None:
        """The light that is named, or the night of what is seen at night."""
        return self.light or ("night" if any(map(self.shows, NOCTURNAL)) else None)

    def tint(self, ground: str) -> str | None:
        """The colour that the prompt gives a ground."""
        return dict(self.tints).get(ground)

    def shows(self, name: str) -> bool:
        """Whether a thing of this name is in the sky or among the figures."""
        return any(thing.name == name for thing in (*self.sky, *self.figures))


def _together(first: Iterable[Thing], then: Iterable[Thing]) -> tuple[Thing, ...]:
    """Each thing once, as it was named first."""
    things: dict[str, Thing] = {}
    for thing in (*first, *then):
        things.setdefault(thing.name, thing)
    return tuple(things.values())
