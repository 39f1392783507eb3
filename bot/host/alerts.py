"""Tells the host of each trouble once, and of its end: at most once in half an hour each."""

import json
import logging
import math
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from bot.cluster.duties import Duties
from bot.errors import StorageError
from bot.host.troubles import Symptom, Trouble
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

HALF_HOUR = 1800.0

CALM = 60.0
"""Seconds for which a trouble must be over before that is told: another process may not have heard of it yet."""


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """``ALERTS``, ``ALERT_LANGUAGE``, and what is watched.

    A job is late ``late_after`` seconds; ``data_dir`` is ``DATA_DIR``.
    """

    way: Literal["dm", "off"]
    locale: str
    late_after: float
    data_dir: Path


Tell = Callable[[Symptom], Awaitable[None]]
"""Tells the host of a trouble, or of its end. It does not fail: the log is there if nothing else is."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the host knows of a trouble, and when that was told last (epoch seconds)."""

    failing: bool = False
    failed_at: float = -math.inf
    recovered_at: float = -math.inf

    def tells(self, holds: bool, now: float) -> bool:
        """Whether the host may be told now that a trouble holds, or that it is over."""
        last = self.failed_at if holds else self.recovered_at
        # A clock that was set back must not silence alerts for longer.
        return holds != self.failing and not 0 <= now - last < HALF_HOUR

    def after(self, holds: bool, now: float) -> "Told":
        return replace(self, failing=holds, **{"failed_at" if holds else "recovered_at": now})


class Alerts:
    """Tells of troubles. Of several processes one does, and a restarted one goes on with what was told."""

    def __init__(self, duties: Duties, tell: Tell, clock: Clock) -> None:
        self._duties = duties
        self._tell = tell
        self._clock = clock
        self._told: dict[Trouble, Told] = {}
        self._over_since: dict[Trouble, float] = {}

    async def look(self, symptoms: Iterable[Symptom]) -> None:
        """Tell of what has changed. Call it often, with every trouble each time."""
        for symptom in symptoms:
            try:
                if self._is_clear(symptom):
                    await self._settle(symptom)
            except StorageError as error:
                _log.warning("couldn't read which alerts about %s were sent: %s", symptom.trouble, error)

    def _is_clear(self, symptom: Symptom) -> bool:
        """Whether a trouble holds, or is over for long enough."""
        if symptom.holds:
            self._over_since.pop(symptom.trouble, None)
            return True
        now = self._clock.monotonic()
        return now - self._over_since.setdefault(symptom.trouble, now) >= CALM

    async def _settle(self, symptom: Symptom) -> None:
        trouble, now = symptom.trouble, self._clock.now()
        duty = f"alert-{trouble}"
        if trouble not in self._told:
            self._told[trouble] = _read(await self._duties.note(duty))
        if not self._told[trouble].tells(symptom.holds, now) or not await self._duties.claim(duty, every=0):
            return
        # Once more: another process may have told it meanwhile.
        told = _read(await self._duties.note(duty))
        try:
            if told.tells(symptom.holds, now):
                await self._tell(symptom)
                told = told.after(symptom.holds, now)
        finally:
            self._told[trouble] = told
            await self._duties.finish(duty, json.dumps(asdict(told)))


def _read(note: str) -> Told:
    try:
        return Told(**json.loads(note)) if note else Told()
    except (TypeError, ValueError):
        return Told()
