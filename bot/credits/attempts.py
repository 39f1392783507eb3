"""A limit on declined requests: they cost no credits, so the quota does not limit them."""

from typing import Protocol

WINDOW = 10 * 60.0
"""Seconds during which a declined request counts."""


class Attempts(Protocol):
    """Port: each member's declined and cancelled requests within the window."""

    async def check(self, user_id: int) -> None:
        """Raise TooManyDeclined if as many of the member's requests as ``MAX_DECLINED`` were declined within it."""

    def count(self, user_id: int) -> None:
        """Count a request that is declined now, where it is not counted by being stored."""
