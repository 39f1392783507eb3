"""The roots of all errors, the kinds of failure, and the errors that belong to no single folder.

Every other error stands in the ``errors.py`` of its folder. Errors carry data; their sentences are in
``cogs/i18n/locales``. The root decides what happens next:

- ``UserError``: nothing was sent or charged yet; the member is told why.
- ``AlreadyHandled``: this interaction was handled before, or by another bot; nobody is told.
- ``JobFailed``: an accepted job can't go on; its ``FailureKind`` selects what its card says.
- ``StorageError``: stored data can't be read or written; the caller decides.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class FailureKind(StrEnum):
    """Every way in which an accepted job can fail. The values are stored with the job."""

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
    """The interaction was handled before, or another bot answered it. It has no effect, and nobody is told."""


class UserError(ImagineError):
    """The request is refused before anything is sent or charged. ``code`` is stable, for catalogues and logs."""

    code: str


class StorageUnavailable(UserError):
    """Stored data can't be read, or nothing can be written to ``DATA_DIR``."""

    code = "refusal-storage"


class SaveFailed(UserError):
    """A member's change or erasure could not be saved. Nothing has changed."""

    code = "refusal-not-saved"


class DatabaseUnreachable(UserError):
    """The database of ``DATABASE_URL`` is away. What the member asked for may have happened all the same."""

    code = "refusal-database-away"


class DiscordSilent(UserError):
    """Discord did not tell the bot what it has to know."""

    code = "refusal-discord-silent"


class JobFailed(ImagineError):
    """An accepted job can't go on.

    ``kind`` selects what the member and the host are told; ``code``, ``message`` and ``request_id`` are the provider's.
    """

    kind: FailureKind = FailureKind.BUG
    code: str = ""
    message: str = ""
    request_id: str = ""

    def __str__(self) -> str:
        details = [part for part in (self.code, self.message) if part] or map(str, self.args)
        return " ".join((type(self).__name__, *details))


class StorageError(Exception):
    """Stored data can't be read or written. The message says why and which setting to change."""


class Duplicate(StorageError):
    """A UNIQUE value is stored already."""


class RunOver(StorageError):
    """Nothing can be stored for this run any more: its lease has ended, and others have taken its jobs over."""


class DatabaseAway(StorageError):
    """The database can't be reached, or can't write for now. What was being written may have been committed.

    ``reason`` is the server's or the driver's.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"the database of DATABASE_URL is away ({reason})")
        self.reason = reason


@contextmanager
def saving() -> Iterator[None]:
    """Tell a member whose change or erasure the block stores if that fails: a StorageError becomes SaveFailed."""
    try:
        yield
    except StorageError as error:
        raise SaveFailed from error
