"""What each process says of itself, for the host to read in one place whichever process answers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from cachetools import TTLCache

from bot.cluster.notices import Notice, Notices
from bot.runtime.clock import Clock

TOPIC: Final = "report"

INTERVAL = 15.0
"""Seconds from one report of a process to the next."""

KEPT = 45.0
"""Seconds for which a report counts: a process that is silent for so long has ended, or can't be reached. Others go on
with its jobs by then, and report them."""

MOST_PROCESSES = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """One process, at one moment.

    ``run`` is the id of its run. ``started_at`` and ``oldest_job_at`` (of the open jobs; None if there are none) are in
    epoch seconds. ``silence`` is seconds since the last heartbeat of the most silent of its ``shards``, of which there
    are ``shard_count`` in all. ``disk_free`` is in bytes. Of the last minutes, ``ended`` jobs have come to an end, of
    which ``failed`` did for reasons that are not their members'. ``vacant`` is how many slots no process has.
    """

    run: str
    version: str
    started_at: float
    standby: bool
    shards: int
    connected: int
    shard_count: int
    silence: float
    open_jobs: int
    oldest_job_at: float | None
    servers: int
    disk_free: int
    account_refused: bool
    ended: int
    failed: int
    vacant: int = 0


_FIELDS = {field.name for field in fields(Report)}


class Reports:
    """The newest report of each other process. A process of another version may say more or less."""

    def __init__(self, notices: Notices, clock: Clock) -> None:
        self._notices = notices
        self._others = TTLCache[str, Report](MOST_PROCESSES, KEPT, timer=clock.monotonic)
        notices.subscribe(TOPIC, self._hear)

    def post(self, own: Report) -> None:
        """Tell the other processes."""
        self._notices.post(Notice(TOPIC, KEPT, own.run, asdict(own)))

    def withdraw(self, run: str) -> None:
        """Tell the other processes that this one, whose run has this id, ends."""
        self._notices.post(Notice(TOPIC, 0.0, run))

    def others(self) -> list[Report]:
        """What the other processes have said lately."""
        return list(self._others.values())

    def _hear(self, notice: Notice) -> None:
        if notice.seconds <= 0:
            self._others.pop(notice.key, None)
            return
        said: Mapping[str, Any] = {name: value for name, value in notice.data.items() if name in _FIELDS}
        report = Report(**said)
        self._others[report.run] = report
