"""Pickers of one picture that have not served yet."""

from typing import Any

import discord
from cachetools import LRUCache

CAPACITY = 500
"""Pickers that can be turned into a link once they have served, those that were opened last."""


class OpenPickers:
    """The interactions that opened pickers, by their ids. A picker that is forgotten serves all the same."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._opened = LRUCache[int, discord.Interaction[Any]](capacity)

    def add(self, interaction: discord.Interaction[Any]) -> None:
        """Keep the interaction that opened a picker."""
        self._opened[interaction.id] = interaction

    def take(self, picker: int) -> discord.Interaction[Any] | None:
        """The interaction that opened ``picker``, which is gone from here afterwards; None if it is not known."""
        return self._opened.pop(picker, None)
