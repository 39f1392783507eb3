"""What a host runs."""

from dataclasses import dataclass, field
from typing import Final

from bot.settings import Settings
from bot.storage.postgres.connections import SIZE
from tests.bench.capacity.queues import Queue

COMMIT: Final = 0.005
"""Seconds that a commit waits for the disk, in one of the six connections of a process."""

SUBMIT: Final = 0.5
"""Seconds that imini takes to answer a submit."""

DOWNLOAD: Final = 0.5
"""Seconds that a picture takes to come from imini."""

LINE: Final = 1000.0
"""Mbit/s that a process can send."""

A_SERVER: Final = 10
"""Pictures a day, for each of Discord's servers."""

A_SHARD: Final = 1000
"""Servers of a shard, which is about what Discord recommends."""


def _default(name: str) -> int:
    return int(Settings.model_fields[name].default)


@dataclass(frozen=True, slots=True)
class Setup:
    """The settings that matter under load; the defaults are the bot's."""

    processes: int = 1
    max_open_jobs: int = field(default_factory=lambda: _default("max_open_jobs"))
    max_submits: int = field(default_factory=lambda: _default("max_submits"))
    max_downloads: int = field(default_factory=lambda: _default("max_downloads"))


class Process:
    """What the jobs of one process wait for. It has a core and a line of its own."""

    def __init__(self, setup: Setup) -> None:
        self.open = 0
        self.core = Queue(1)
        self.connections = Queue(SIZE)
        self.submits = Queue(-(-setup.max_submits // setup.processes))
        self.downloads = Queue(setup.max_downloads)
        self.line = Queue(1)
