"""Tells the host of each server that has used up ``SERVER_BUDGET``: at most once in half an hour each."""

import asyncio
import json
import logging

from bot.cluster.duties import Duties
from bot.errors import StorageError
from bot.host.alerts import HALF_HOUR, Tell
from bot.host.troubles import Symptom
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

DUTY = "told_servers"
"""Its note says which servers the host was told of lately, and when (epoch seconds)."""

TRIES, GAP = 10, 0.5
"""How often the note is tried for while another process writes it, and seconds between two tries."""


class ServerAlerts:
    """A budget is warned of once in its period, by one process; this keeps a new period from telling it again at once.

    Its end is not told: the alert says when it comes.
    """

    def __init__(self, duties: Duties, tell: Tell, clock: Clock) -> None:
        self._duties = duties
        self._tell = tell
        self._clock = clock
        # A process claims what it has claimed already.
        self._one = asyncio.Lock()

    async def tell(self, symptom: Symptom) -> None:
        """Tell of what a server (``symptom.server``) has used up. Twice rather than never, should storage fail."""
        try:
            async with self._one:
                is_new = await self._note(str(symptom.server))
        except StorageError as error:
            _log.warning("what the host was told of servers can't be read: %s", error)
            is_new = True
        if is_new:
            await self._tell(symptom)

    async def _note(self, server: str) -> bool:
        """Note that the host is told of a server; False if that was done lately."""
        for _ in range(TRIES):
            if await self._duties.claim(DUTY, every=0):
                break
            await self._clock.sleep(GAP)
        else:
            return True
        now = self._clock.now()
        # A clock that was set back must not silence alerts for longer.
        lately = {key: at for key, at in _read(await self._duties.note(DUTY)).items() if 0 <= now - at < HALF_HOUR}
        await self._duties.finish(DUTY, json.dumps({server: now} | lately))
        return server not in lately


def _read(note: str) -> dict[str, float]:
    try:
        return {str(key): float(at) for key, at in json.loads(note or "{}").items()}
    except (AttributeError, TypeError, ValueError):
        return {}
