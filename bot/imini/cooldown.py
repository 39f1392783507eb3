"""Shared cooldown: after a 429, every call to imini waits until it is over, in all processes."""

from bot.cluster.notices import NO_NOTICES, Notice, Notices
from bot.runtime.clock import Clock

TOPIC = "cooldown"
"""The notice by which other processes learn of a cooldown."""


class Cooldown:
    """No cooldown at first; ``start`` begins or prolongs one, and ``wait`` returns when it is over."""

    def __init__(self, clock: Clock, notices: Notices = NO_NOTICES) -> None:
        self._clock = clock
        self._notices = notices
        self._ends_at = float("-inf")
        notices.subscribe(TOPIC, self._hear)

    @property
    def is_active(self) -> bool:
        """Whether ``wait`` would not return at once."""
        return self._left > 0

    def start(self, seconds: float) -> None:
        """Start a cooldown of ``seconds``. It never shortens one that is under way."""
        self._prolong(seconds)
        self._notices.post(Notice(TOPIC, self._left))

    async def wait(self) -> None:
        # A loop: another 429 may have prolonged the cooldown meanwhile.
        while (seconds := self._left) > 0:
            await self._clock.sleep(seconds)

    def _hear(self, notice: Notice) -> None:
        self._prolong(notice.seconds)

    def _prolong(self, seconds: float) -> None:
        self._ends_at = max(self._ends_at, self._clock.monotonic() + seconds)

    @property
    def _left(self) -> float:
        return self._ends_at - self._clock.monotonic()
