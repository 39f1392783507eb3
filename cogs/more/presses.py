"""The presses on More, for as long as their tokens may be of use."""

from cachetools import LRUCache

from bot.jobs.card import Card

CAPACITY = 500
"""Panels whose presses are kept, those used last."""


class PanelPresses:
    """The presses that opened panels, by the ids of the panels. Each is a ``Card`` that holds its token."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._presses = LRUCache[int, Card](capacity)

    def add(self, panel_id: int, press: Card) -> None:
        self._presses[panel_id] = press

    def find(self, panel_id: int) -> Card | None:
        """None if the press is forgotten."""
        return self._presses.get(panel_id)
