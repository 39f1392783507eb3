"""Shared cooldown: after a 429, every call to imini waits until it is over."""

from bot.runtime.clock import Clock


class Cooldown:
    """No cooldown at first; ``start`` begins or prolongs one, and ``wait`` returns when it is over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ends_at = float("-inf")

    @property
    def is_active(self) -> bool:
        """Whether ``wait`` would not return at once."""
        return self._left > 0

    def start(self, seconds: float) -> None:
        """Start a cooldown of ``seconds``. It never shortens one that is under way."""
        self._ends_at = max(self._ends_at, self._clock.monotonic() + seconds)

    async def wait(self) -> None:
        # A loop: another 429 may have prolonged the cooldown meanwhile.
        while (seconds := self._left) > 0:
            await self._clock.sleep(seconds)

    @property
    def _left(self) -> float:
        return self._ends_at - self._clock.monotonic()
