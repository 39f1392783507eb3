"""What an error of psycopg means to the users of the database.

SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout

from bot.errors import DatabaseAway, Duplicate, RunOver, StorageError

OWNERS = "_owner_fkey"
"""How the names of the constraints end that make an owner a living run."""

_AWAY = (
    psycopg.OperationalError,  # lost, refused, shutting down, full, deadlocked, timed out
    psycopg.InterfaceError,
    errors.IdleInTransactionSessionTimeout,
    errors.ReadOnlySqlTransaction,  # a failover has not reached its end
)
_SAME_AGAIN = (errors.ProgramLimitExceeded, errors.StatementTooComplex, errors.TooManyColumns, errors.TooManyArguments)
"""Operational errors that no waiting ends."""

_CONNECTION_STATES = ("08", "25", "57P")
"""How the SQLSTATEs of a session begin that has ended, or that can't write any more."""


class Refused(StorageError):
    """The database does not do what it is asked, now or later. ``reason`` is the server's or the driver's."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the database of DATABASE_URL rejected a statement: {reason}")
        self.reason = reason


@contextmanager
def explained() -> Iterator[None]:
    """Raise what the block's psycopg error means.

    Raises:
        Duplicate: a UNIQUE column already has the value.
        RunOver: the row's owner is no living run.
        DatabaseAway: the server can't be reached, or can't do it now.
        Refused: the statement or a value is refused.
    """
    try:
        yield
    except errors.UniqueViolation as error:
        raise Duplicate(reason(error)) from error
    except _SAME_AGAIN as error:
        raise Refused(reason(error)) from error
    except _AWAY as error:
        raise DatabaseAway(reason(error)) from error
    except errors.ForeignKeyViolation as error:
        if str(error.diag.constraint_name).endswith(OWNERS):
            raise RunOver(reason(error)) from error
        raise Refused(reason(error)) from error
    except (psycopg.Error, UnicodeError) as error:
        raise Refused(reason(error)) from error


def reason(error: BaseException) -> str:
    """The first line of an error's message."""
    return str(error).partition("\n")[0] or type(error).__name__


def is_lost(error: Exception) -> bool:
    """Whether ``error`` says that a connection has ended, and with it probably all others."""
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error) or isinstance(cause, PoolTimeout):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(_CONNECTION_STATES)
