"""A job: one accepted request, from its reservation to its end."""

import secrets
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self, TypedDict, Unpack

from bot.budgets.caps import Expense
from bot.credits.pricing import share
from bot.errors import FailureKind, JobFailed
from bot.jobs.card import Card, ExtraMessage
from bot.jobs.errors import InputUnreadable, ProviderError
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage, TaskStatus
from bot.requests.errors import FileProblem
from bot.requests.request import ImagineRequest
from bot.requests.source import Origin, Source

JOB_ID: Final = r"[0-9a-f]{10}"
"""The regular expression of a job id, which is short enough to type."""


def new_job_id() -> str:
    """A unique id, for a job or a draft that may become one."""
    return secrets.token_hex(5)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: ``code``, ``message`` and ``request_id`` are the provider's, ``file`` is the input at fault."""

    kind: FailureKind
    code: str = ""
    message: str = ""
    request_id: str = ""
    file: FileProblem | None = None

    @classmethod
    def of(cls, error: JobFailed) -> Self:
        """The failure for ``error``. Only a provider's message is kept: others may hold internal details."""
        if isinstance(error, ProviderError):
            return cls(error.kind, error.code, error.message, error.request_id)
        return cls(error.kind, file=error.file if isinstance(error, InputUnreadable) else None)


@dataclass(frozen=True, slots=True)
class Removal:
    """``user_id`` deleted all messages that show a job in a server, ``at`` epoch seconds.

    After a ``moderator`` did so, nothing of the job is shown in that server again.
    """

    user_id: int
    at: float
    guild_id: int | None = None
    moderator: bool = False


_GIVEN_UP = {FailureKind.MODERATION, FailureKind.BAD_INPUT, FailureKind.BUSY, FailureKind.UNFINISHED}
"""If a job with a task fails for one of these, imini itself has given up the task."""


class MadeBy(StrEnum):
    """What made a job from an earlier one, or from a message."""

    REROLL = "reroll"
    EDIT = "edit"
    VARIATION = "variation"
    LARGER = "larger"
    FINER = "finer"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Made:
    """How a job was made; ``picture`` is the 1-based number of the picture it was made from, if there were several."""

    by: MadeBy
    picture: int | None = None


class Lineage(TypedDict, total=False):
    """The fields of a job that say what it was made from, and how."""

    parent: str | None
    parent_url: str
    made: Made | None
    references_from: str | None
    sources: tuple[Source | None, ...]
    interaction_id: int | None


class JobChanges(TypedDict, total=False):
    """The fields of a job, apart from its state, that change after it was accepted."""

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
    """One accepted request. Immutable; ``advance`` and ``with_`` return changed copies.

    Times are epoch seconds. ``cost`` is the credits reserved, ``charged`` the credits that the ended job cost.
    ``generation_seconds`` is the time imini took, None if the bot did not observe it. An ``acknowledged`` job is
    closed: its requester knows how it ended, or can't be told. ``parent`` is the id of the job that this one was made
    from, with its card at ``parent_url``; ``made`` says how, None for a new request and for jobs of versions that did
    not say. A job made of a message has no parent, and that message at ``parent_url``. ``references_from`` is the id of
    the job whose stored references it uses, and ``sources`` say of each reference whose picture it is (None, or no
    entry: its requester attached it).
    ``alt`` is the requester's own alternative text. ``extra_messages`` are in the order of posting. A ``hidden`` job
    was cancelled while imini drew it, so its pictures are not shown. ``in_vain`` counts the job towards
    ``MAX_DECLINED``. ``removals`` are stored by ``JobRepository.add_removal``, never by saving the job.
    ``interaction_id`` is the interaction that requested the job; no other job has it.
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
    made: Made | None = None
    references_from: str | None = None
    sources: tuple[Source | None, ...] = ()
    alt: str = ""
    extra_messages: tuple[ExtraMessage, ...] = ()
    removals: tuple[Removal, ...] = ()
    acknowledged: bool = False
    hidden: bool = False
    in_vain: bool = False
    interaction_id: int | None = None

    @property
    def server_id(self) -> int:
        """The server that the job counts for: ``OUTSIDE`` if the bot is not in it."""
        return self.card.server_id

    @property
    def expense(self) -> Expense:
        """What its member is about to spend, and where."""
        return Expense(self.server_id, self.user_id, self.created_at, self.cost)

    @property
    def paid(self) -> bool:
        """Whether the requester paid for the pictures. Pictures and links of other jobs are never shown."""
        return self.charged > 0 or self.state in {JobState.DELIVERED, JobState.UNDELIVERED}

    @property
    def declined(self) -> bool:
        """Whether the content policy blocked the job, so that its prompt is shown to requester and moderators only."""
        return self.failure is not None and self.failure.kind is FailureKind.MODERATION

    @property
    def card_is_there(self) -> bool:
        """Whether the card still exists, as far as the bot knows."""
        deleted = self.failure is not None and self.failure.kind is FailureKind.CARD_DELETED
        return not deleted and not self.removals

    def banned_from(self, guild_id: int | None) -> bool:
        """Whether a moderator of that server removed the job's messages."""
        return any(removal.moderator and removal.guild_id == guild_id for removal in self.removals)

    @property
    def reference_sources(self) -> tuple[Source, ...]:
        """Whose pictures its references are."""
        attached = Source(Origin.MEMBER, self.user_id, None if self.card.private else self.card.channel_id)
        return tuple(source or attached for source in self.sources or (None,) * len(self.request.images))

    @property
    def may_have_pictures(self) -> bool:
        """Whether imini may have pictures of this failed job, so that a lookup is worthwhile."""
        failed = self.state is JobState.FAILED and self.task_id and not self.paid
        return bool(failed and self.failure and self.failure.kind not in _GIVEN_UP)

    @property
    def recoverable(self) -> bool:
        """Whether such pictures can be looked up now: not while whoever runs the job still shows how it ended."""
        return self.acknowledged and self.may_have_pictures

    def share(self, pictures: int) -> int:
        """The credits for ``pictures`` of the pictures it requested."""
        return share(self.cost, pictures, self.request.num)

    def on_card(self, card: Card) -> Self:
        # Every edit asks for this several times, and most leave the card as it is.
        return self if card is self.card else replace(self, card=card)

    def as_plain(self) -> Self:
        """The job with a plain card."""
        return replace(self, card=self.card.as_plain())

    def with_extra_messages(self, extra_messages: tuple[ExtraMessage, ...]) -> Self:
        return self.with_(extra_messages=extra_messages)

    def advance(self, state: JobState, **changes: Unpack[JobChanges]) -> Self:
        """The job in its next ``state``. Raises ForbiddenStep if that may not follow its present one."""
        self.state.check_step(state)
        return replace(self, state=state, **changes)

    def with_(self, **changes: Unpack[JobChanges]) -> Self:
        """The job with ``changes``, in the same state."""
        # Passing the state makes a ``state`` among the changes a TypeError: only advance() may change it.
        return replace(self, state=self.state, **changes)
