"""One brake for every call to imini, so that submits and queries obey the same 429."""

from bot.runtime.clock import Clock


class Cooldown:
    """Open as a rule; ``hold`` closes it for some seconds, and ``wait`` returns once it is open."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open_at = float("-inf")

    def start(self, seconds: float) -> None:
        """Let nothing through for ``seconds`` from now; a shorter hold never shortens a longer one."""
        self._open_at = max(self._open_at, self._clock.monotonic() + seconds)

    async def wait(self) -> None:
        """Return when calls are allowed."""
        while (rest := self._open_at - self._clock.monotonic()) > 0:
            await self._clock.sleep(rest)
