"""The tokens of interactions, and which of them can still be used."""

from cachetools import LRUCache

from bot.jobs.card import Card
from bot.runtime.clock import Clock

TOKEN_LIFE = 14 * 60.0
"""Seconds for which an interaction's token is used; Discord ends it after 15 minutes."""

CAPACITY = 10_000
"""Tokens of which something is known; beyond that, the one that was not used for longest is forgotten."""


class Tokens:
    """What is known of tokens. Discord ends them by a clock of its own, and has the last word (``died``).

    What is stored of a token's end is wall time, which may be set. So a token counts by the monotonic clock from when
    this process first met it, and one that seems to be too old is still worth a try.
    """

    def __init__(self, clock: Clock, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._ends = LRUCache[str, float](capacity)

    def lives(self, card: Card) -> bool:
        """Whether the token of ``card`` can be used, as far as is known."""
        return bool(card.token) and self._clock.monotonic() < self._end(card)

    def ends_within(self, card: Card, seconds: float) -> bool:
        """Whether the token of ``card`` lives, but not for longer than that."""
        return self.lives(card) and self._end(card) < self._clock.monotonic() + seconds

    def may_live(self, card: Card) -> bool:
        """Whether nobody has said that the token of ``card`` is dead."""
        return bool(card.token) and self._end(card) > float("-inf")

    def died(self, card: Card) -> None:
        """Discord says that the token of ``card`` can't be used any more."""
        self._ends[card.token] = float("-inf")

    def _end(self, card: Card) -> float:
        """The moment on the monotonic clock at which a token ends."""
        if card.token not in self._ends:
            left = min(max(0.0, card.token_expires - self._clock.now()), TOKEN_LIFE)
            self._ends[card.token] = self._clock.monotonic() + left
        return self._ends[card.token]
