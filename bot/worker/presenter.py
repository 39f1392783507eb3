"""The port through which a job reaches its reader. A worker needs no more than this of whatever shows jobs."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.images.pictures import Fetched
from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.worker.eta import Progress

Record = Callable[[Job], Awaitable[Job]]
"""Writes down how a job stands."""


@dataclass(frozen=True, slots=True)
class Update:
    """What the card should show now. ``progress`` is None while no duration has been learned."""

    job: Job
    progress: Progress | None = None


class LiveCard(Protocol):
    """The card of a job that is under way."""

    @property
    def card(self) -> Card:
        """Where the job is shown now, and how."""

    def show(self, update: Update) -> None:
        """Show ``update`` when it suits, unless a newer one comes first. Never waits, never raises."""


class Presenter(Protocol):
    """Shows jobs. What can't be shown is no reason to end a job, unless ``deliver`` says so."""

    def progress(self, job: Job) -> AbstractAsyncContextManager[LiveCard]:
        """Show ``job`` while it is under way; a hidden one only as what it has become.

        What is on its way to the reader has landed when the block is left, or never will.
        """

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:
        """Bring the pictures of ``job`` to its requester, on a card that shows the job ``shown``.

        Calls ``record`` with everything that is out, so that a process that takes over does not bring it twice. Returns
        the job as it is recorded then.

        Raises:
            NotDeliverable: no way leads to the requester.
        """

    async def report_end(self, job: Job, record: Record) -> Job:
        """Tell how ``job`` ended, unless its pictures say so or somebody removed it; and where its card was before,
        where it is now.

        Calls ``record`` as soon as the card has moved. Returns the job with nothing left to be told.
        """

    async def ping(self, job: Job) -> None:
        """Let the requester know that ``job`` has ended. Never raises; a ping may get lost."""
