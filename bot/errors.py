"""The roots of all errors, and those that belong to no folder.

Every other error stands in the ``errors.py`` of the room that it is about. Errors carry data; the words are in
``cogs/i18n/locales``. What becomes of an error depends on which of four it is:

- ``UserError``: raised before anything is sent or charged; the member is told why.
- ``AlreadyHandled``: the interaction was handled before, or by another bot; nobody is told.
- ``JobFailed``: an accepted job can't go on; its ``FailureKind`` decides what its card says.
- ``StorageError``: what is kept can't be read or written; whoever catches it decides what follows.
"""

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


class UserError(ImagineError):
    """The request is refused: nothing was sent, nothing was charged."""

    code: str


class StorageUnavailable(UserError):
    """What is stored can't be read, or nothing can be written there."""

    code = "refusal-storage"


class SaveFailed(UserError):
    """What a member chose or wanted erased could not be written to disk; nothing has changed."""

    code = "refusal-not-saved"


class JobFailed(ImagineError):
    """An accepted job can't go on. ``kind`` decides what the member and the host are told."""

    kind: FailureKind = FailureKind.BUG
    code: str = ""
    message: str = ""
    request_id: str = ""

    def __str__(self) -> str:
        details = [part for part in (self.code, self.message) if part] or map(str, self.args)
        return " ".join((type(self).__name__, *details))


class StorageError(Exception):
    """What is kept can't be read or written; the message says why and which setting to change."""


class Duplicate(StorageError):
    """What should be written is there already."""
