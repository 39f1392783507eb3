"""A run: the life of one process, from its start to its end.

Each open job has an owner, the run that works on it, and is written by no other run. The id of a run is therefore what
fences off a process that was paused until another one took its jobs over
(https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html).
"""

import secrets
from dataclasses import dataclass
from typing import Protocol


def new_run_id() -> str:
    """A unique id."""
    return secrets.token_hex(8)


class Run(Protocol):
    """Port: the run of this process, and whether it may still act."""

    @property
    def id(self) -> str:
        """Unique among all runs."""

    @property
    def held(self) -> bool:
        """Whether the run may act now."""

    async def wait(self) -> None:
        """Wait until the run may act. Call it before what can't be undone, such as a submit or a new message.

        Raises:
            asyncio.CancelledError: it never may again; another run has its jobs.
        """


@dataclass(frozen=True, slots=True)
class SoleRun:
    """The run of a bot that is one process. It may always act: the lock on its files keeps any other out."""

    id: str
    held: bool = True

    async def wait(self) -> None:
        pass
