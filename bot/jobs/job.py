"""A job: one accepted request on its way to its pictures, and the card it is shown on."""

import secrets
from dataclasses import dataclass, replace
from typing import Final, Self, TypedDict, Unpack

from bot.credits.pricing import share
from bot.errors import FailureKind, JobFailed
from bot.jobs.card import Card, ExtraMessage
from bot.jobs.errors import InputUnreadable, ProviderError
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage, TaskStatus
from bot.requests.errors import FileProblem
from bot.requests.request import ImagineRequest

JOB_ID: Final = r"[0-9a-f]{10}"
"""What the id of a job looks like, as a regular expression: short enough to be typed."""


def new_job_id() -> str:
    """An id that nothing else has, for a job or for what may become one."""
    return secrets.token_hex(5)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed; code, message and request ID are imini's, where it gave any; ``file`` is the input to blame."""

    kind: FailureKind
    code: str = ""
    message: str = ""
    request_id: str = ""
    file: FileProblem | None = None

    @property
    def said(self) -> str:
        """imini's own words in one line, cut to what a card has room for; empty if there are none."""
        return ": ".join(filter(None, (self.code[:100], self.message[:300])))

    @classmethod
    def of(cls, error: JobFailed) -> Self:
        """What is kept of ``error``: the provider's own words, where it spoke, or the file to blame."""
        if isinstance(error, ProviderError):
            return cls(error.kind, error.code, error.message, error.request_id)
        return cls(error.kind, file=error.file if isinstance(error, InputUnreadable) else None)


@dataclass(frozen=True, slots=True)
class Removal:
    """Somebody (``user_id``) took away all that shows a job in a server, ``at`` epoch seconds.

    After a ``moderator`` did, nothing of the job is shown in that server again.
    """

    user_id: int
    at: float
    guild_id: int | None = None
    moderator: bool = False


_GIVEN_UP = {FailureKind.MODERATION, FailureKind.BAD_INPUT, FailureKind.BUSY, FailureKind.UNFINISHED}
"""Once there is a task, these are what imini itself gives it up for."""


class Lineage(TypedDict, total=False):
    """The fields of a job that tell where it comes from."""

    parent: str | None
    parent_url: str
    references_from: str | None
    interaction_id: int | None


class JobChanges(TypedDict, total=False):
    """The fields of a job that change while it is on its way, apart from its state."""

    card: Card
    created_at: float
    task_id: str | None
    submitted_at: float | None
    generation_seconds: float | None
    finished_at: float | None
    status: TaskStatus
    images: tuple[RemoteImage, ...]
    failure: Failure | None
    charged: int
    notified: bool
    alt: str
    extra_messages: tuple[ExtraMessage, ...]
    removals: tuple[Removal, ...]
    acknowledged: bool
    hidden: bool
    in_vain: bool


@dataclass(frozen=True, slots=True)
class Job:
    """One accepted request.

    Times are epoch seconds; ``generation_seconds`` is how long imini took, where that was seen. ``charged`` is what the
    ended job cost. An ``acknowledged`` job needs nothing more: a failed one stays open until its card says so.
    ``parent`` is the id of the job that this one was made from (its card is at ``parent_url``), ``references_from`` the
    id of the job whose stored reference images it uses. ``alt`` is the requester's own alternative text.
    ``extra_messages`` hold the pictures for which the card has no room, in the order in which they were posted.
    A ``hidden`` job was cancelled while imini drew it: its card shows no more of it. A job ``in_vain`` came to nothing
    by its requester's own doing.
    ``removals`` are written by whoever removes, never by saving the job.
    ``interaction_id`` is the interaction that requested the job, which no other job has.
    """

    id: str
    user_id: int
    request: ImagineRequest
    cost: int
    card: Card
    created_at: float
    state: JobState = JobState.ACCEPTED
    task_id: str | None = None
    submitted_at: float | None = None
    generation_seconds: float | None = None
    finished_at: float | None = None
    status: TaskStatus = TaskStatus.QUEUED
    images: tuple[RemoteImage, ...] = ()
    failure: Failure | None = None
    charged: int = 0
    notified: bool = False
    parent: str | None = None
    parent_url: str = ""
    references_from: str | None = None
    alt: str = ""
    extra_messages: tuple[ExtraMessage, ...] = ()
    removals: tuple[Removal, ...] = ()
    acknowledged: bool = False
    hidden: bool = False
    in_vain: bool = False
    interaction_id: int | None = None

    @property
    def server_id(self) -> int:
        """The server that the job counts for, in ``OUTSIDE`` if the bot was not added to it."""
        return self.card.server_id

    @property
    def paid(self) -> bool:
        """Whether the pictures are the requester's to see: of any other job neither they nor their links are shown."""
        return self.charged > 0 or self.state in {JobState.DELIVERED, JobState.UNDELIVERED}

    @property
    def declined(self) -> bool:
        """Whether the content policy refused it: its prompt is for its requester and for moderators."""
        return self.failure is not None and self.failure.kind is FailureKind.MODERATION

    @property
    def card_is_there(self) -> bool:
        """Whether the card was neither deleted nor removed, as far as the bot knows."""
        deleted = self.failure is not None and self.failure.kind is FailureKind.CARD_DELETED
        return not deleted and not self.removals

    def banned_from(self, guild_id: int | None) -> bool:
        """Whether a moderator of that server removed the job, so that nothing of it may be shown there."""
        return any(removal.moderator and removal.guild_id == guild_id for removal in self.removals)

    @property
    def recoverable(self) -> bool:
        """Whether imini may have pictures of this failed job that never reached the requester."""
        failed = self.state is JobState.FAILED and self.acknowledged and self.task_id and not self.paid
        return bool(failed and self.failure and self.failure.kind not in _GIVEN_UP)

    def share(self, pictures: int) -> int:
        """What that many of its pictures cost."""
        return share(self.cost, pictures, self.request.num)

    def on_card(self, card: Card) -> Self:
        """The same job, shown on ``card``."""
        return replace(self, card=card)

    def as_plain(self) -> Self:
        """The same job, shown without anything its member wrote."""
        return replace(self, card=self.card.as_plain())

    def with_extra_messages(self, extra_messages: tuple[ExtraMessage, ...]) -> Self:
        """The same job, with these messages besides the card."""
        return self.with_(extra_messages=extra_messages)

    def advance(self, state: JobState, **changes: Unpack[JobChanges]) -> Self:
        """The same job, moved on to ``state``. Raises ForbiddenStep if that may not follow the state it has."""
        self.state.check_step(state)
        return replace(self, state=state, **changes)

    def with_(self, **changes: Unpack[JobChanges]) -> Self:
        """The same job with ``changes``, in the state it has."""
        # Named here, the state is a second value wherever it is among the changes: a TypeError.
        return replace(self, state=self.state, **changes)
