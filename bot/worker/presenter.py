"""Port: how the worker shows jobs to their requesters. ``cogs/delivery`` implements it for Discord."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.images.pictures import Fetched
from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.timing.progress import Progress

Record = Callable[[Job], Awaitable[Job]]
"""Stores a job and returns it."""


@dataclass(frozen=True, slots=True)
class Update:
    """What the card should show now. ``progress`` is None if there is no estimate."""

    job: Job
    progress: Progress | None = None


class LiveCard(Protocol):
    """The card of a running job."""

    @property
    def card(self) -> Card:
        """The card as it is now; it may have moved to another message."""

    def show(self, update: Update) -> None:
        """Schedule ``update``. A newer one may replace it before it is shown. Never blocks, never raises."""


class Presenter(Protocol):
    """Shows jobs. Only ``deliver`` raises if something can't be shown."""

    def progress(self, job: Job) -> AbstractAsyncContextManager[LiveCard]:
        """Show the progress of ``job`` until the block ends; of a hidden job, show only that it was cancelled.

        After the block, no scheduled update is still to come.
        """

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:
        """Post the pictures of ``job``, on a card that shows ``shown``. Returns the job as recorded last.

        Calls ``record`` after each message, so that after a crash none is posted twice.

        Raises:
            NotDeliverable: the pictures can't be posted anywhere.
        """

    async def report_end(self, job: Job, record: Record) -> Job:
        """Show how ``job`` ended, unless its pictures show it or its messages were removed.

        Also links the former card to the present one. Calls ``record`` when the card moves. Returns the job, ready to
        be closed.
        """

    async def ping(self, job: Job) -> None:
        """Ping the requester, as ``job`` has ended. Never raises; a ping may get lost."""
