"""The root of the errors, and the kinds of failure."""

from enum import StrEnum


class FailureKind(StrEnum):
    """The closed list of ways in which an accepted job can fail."""

    BAD_INPUT = "bad_input"
    MODERATION = "moderation"
    OUT_OF_CREDITS = "out_of_credits"
    KEY_REFUSED = "key_refused"
    DECLINED = "declined"
    BLOCKED = "blocked"
    BUSY = "busy"
    UNFINISHED = "unfinished"
    TIMED_OUT = "timed_out"
    UNDELIVERABLE = "undeliverable"
    CARD_DELETED = "card_deleted"
    BUG = "bug"


class ImagineError(Exception):
    """Base of every error that ends a request or a job."""


class AlreadyHandled(ImagineError):
    """The interaction was handled before, or somebody else has answered it: nothing comes of it, nobody is told."""
