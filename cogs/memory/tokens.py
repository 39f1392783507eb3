"""Which interaction tokens can still be used: Discord expires them after 15 minutes.

https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages
"""

from cachetools import LRUCache

from bot.jobs.card import Card
from bot.runtime.clock import Clock

TOKEN_LIFETIME = 14 * 60.0
"""Seconds for which a token is used, a minute less than Discord allows."""

CAPACITY = 10_000
"""Tokens that are remembered, the most recently used ones."""


class Tokens:
    """Estimates which tokens are valid; Discord has the last word (``mark_expired``).

    The stored expiry is wall time, and that clock may be changed. So from the first use in this process on, a token
    counts by the monotonic clock, and one that seems expired is still worth an attempt.
    """

    def __init__(self, clock: Clock, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._expiries = LRUCache[str, float](capacity)

    def is_valid(self, card: Card) -> bool:
        """Whether the card's token is valid by our clock."""
        return bool(card.token) and self._clock.monotonic() < self._expiry(card)

    def expires_within(self, card: Card, seconds: float) -> bool:
        """Whether the card's token is valid, but not for longer than ``seconds``."""
        return self.is_valid(card) and self._expiry(card) < self._clock.monotonic() + seconds

    def may_be_valid(self, card: Card) -> bool:
        """Whether the card has a token that Discord has not rejected yet."""
        return bool(card.token) and self._expiry(card) > float("-inf")

    def mark_expired(self, card: Card) -> None:
        """Note that Discord rejected the card's token."""
        self._expiries[card.token] = float("-inf")

    def _expiry(self, card: Card) -> float:
        """When the token expires, on the monotonic clock."""
        if card.token not in self._expiries:
            # Capped, as a wall clock that was set back would keep the token valid for hours.
            left = min(max(0.0, card.token_expires - self._clock.now()), TOKEN_LIFETIME)
            self._expiries[card.token] = self._clock.monotonic() + left
        return self._expiries[card.token]
