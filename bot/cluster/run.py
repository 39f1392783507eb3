"""A run: the life of one process, from its start to its end.

Each open job has an owner, the run that works on it, and is written by no other run. The id of a run is therefore what
fences off a process that was paused until another one took its jobs over
(https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html).
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator
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
    def is_shared(self) -> bool:
        """Whether there may be other runs, which go on with what this one leaves, and this one with what they leave."""

    @property
    def held(self) -> bool:
        """Whether the run may act now."""

    @property
    def away(self) -> bool:
        """Whether the database that the run shares with others can't be reached."""

    async def wait(self) -> None:
        """Wait until the run may act. Call it before what can't be undone, such as a submit or a new message.

        Raises:
            asyncio.CancelledError: it never may again; another run has its jobs.
        """

    async def over(self) -> None:
        """Wait until the run may never act again."""

    def renewals(self) -> AsyncGenerator[None]:
        """Yield after each renewal: what other runs have left may be waiting. A run without others yields nothing."""


@dataclass(frozen=True, slots=True)
class SoleRun:
    """The run of a bot that is one process. It may always act: the lock on its files keeps any other out."""

    id: str
    is_shared: bool = False
    held: bool = True
    away: bool = False

    async def wait(self) -> None:
        pass

    async def over(self) -> None:
        await asyncio.Event().wait()

    async def renewals(self) -> AsyncGenerator[None]:
        none: tuple[None, ...] = ()
        for renewal in none:
            yield renewal
