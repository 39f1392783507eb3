"""The states of a job, and which of them may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ForbiddenStep(ValueError):
    """A job was to enter a state that may not follow its present one: a bug."""


class JobState(StrEnum):
    """``accepted -> submitting -> submitted -> ready -> delivered``, or another end on the way.

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
        """Whether the job is on its way: neither delivered nor ended otherwise."""
        return self in {JobState.ACCEPTED, JobState.SUBMITTING, JobState.SUBMITTED, JobState.READY}

    def check_step(self, following: "JobState") -> None:
        """Raise ForbiddenStep unless ``following`` may follow this state."""
        if following not in STEPS[self]:
            raise ForbiddenStep(f"a job can't go from {self} to {following}")


STEPS: Mapping[JobState, frozenset[JobState]] = MappingProxyType(
    {
        JobState.ACCEPTED: frozenset({JobState.SUBMITTING, JobState.FAILED, JobState.CANCELLED}),
        # Accepted again if imini certainly accepted nothing: a job that waits for its next try can be cancelled.
        JobState.SUBMITTING: frozenset({JobState.ACCEPTED, JobState.SUBMITTED, JobState.FAILED, JobState.UNKNOWN}),
        JobState.SUBMITTED: frozenset({JobState.READY, JobState.FAILED}),
        JobState.READY: frozenset({JobState.DELIVERED, JobState.UNDELIVERED, JobState.FAILED}),
        JobState.DELIVERED: frozenset(),
        # Its requester can have the pictures posted again.
        JobState.UNDELIVERED: frozenset({JobState.DELIVERED}),
        # A lookup may find its pictures at imini.
        JobState.FAILED: frozenset({JobState.READY}),
        JobState.UNKNOWN: frozenset(),
        JobState.CANCELLED: frozenset(),
    }
)
"""The states that may follow each state; none follows itself. docs/architecture.md says what causes each step."""
