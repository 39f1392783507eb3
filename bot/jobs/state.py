"""The states of a job, and which of them may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ForbiddenStep(ValueError):
    """A job was to move on to a state that may not follow the one it has: a bug of this bot."""


class JobState(StrEnum):
    """Where a job stands. ``accepted -> submitting -> submitted -> ready -> delivered``, or an end on the way.

    An ``undelivered`` job has pictures and is paid, but no card shows them.
    """

    ACCEPTED = "accepted"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    READY = "ready"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"

    @property
    def is_active(self) -> bool:
        """Whether the job may still bring pictures."""
        return self in {JobState.ACCEPTED, JobState.SUBMITTING, JobState.SUBMITTED, JobState.READY}

    def check_step(self, following: "JobState") -> None:
        """Raise ForbiddenStep unless a job may move on from here to ``following``."""
        if following not in STEPS[self]:
            raise ForbiddenStep(f"no job moves on from {self} to {following}")


STEPS: Mapping[JobState, frozenset[JobState]] = MappingProxyType(
    {
        JobState.ACCEPTED: frozenset({JobState.SUBMITTING, JobState.FAILED, JobState.CANCELLED}),
        # Accepted again where imini certainly took nothing: while it waits for the next try, it can be cancelled.
        JobState.SUBMITTING: frozenset({JobState.ACCEPTED, JobState.SUBMITTED, JobState.FAILED, JobState.UNKNOWN}),
        JobState.SUBMITTED: frozenset({JobState.READY, JobState.FAILED}),
        JobState.READY: frozenset({JobState.DELIVERED, JobState.UNDELIVERED, JobState.FAILED}),
        JobState.DELIVERED: frozenset(),
        # Its requester may have the pictures posted again.
        JobState.UNDELIVERED: frozenset({JobState.DELIVERED}),
        # imini may turn out to have its pictures after all.
        JobState.FAILED: frozenset({JobState.READY}),
        JobState.UNKNOWN: frozenset(),
        JobState.CANCELLED: frozenset(),
    }
)
"""The states that may follow each state; none follows itself. docs/architecture.md tells what makes a job move."""
