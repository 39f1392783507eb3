"""Port: one SQL database, whichever engine. Statements use ``?`` for parameters and SQL that every engine understands.

Engines: ``bot/storage/sqlite/``, ``bot/storage/postgres/``.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Statement = tuple[str, Iterable[Any]]
"""An INSERT, UPDATE or DELETE, and the values of its parameters."""


class Row(Protocol):
    """A row of a result. Its columns are read by name."""

    def __getitem__(self, column: str, /) -> Any: ...  # noqa: ANN401 - a column may have any type


class Transaction(Protocol):
    """Statements that are committed together, or not at all."""

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> Sequence[Row]:
        """Return the rows of a SELECT, or of a statement with RETURNING. Raises StorageError."""

    async def write(self, statement: str, values: Iterable[Any]) -> int:
        """Run one INSERT, UPDATE or DELETE. Returns the number of affected rows.

        Raises:
            Duplicate: a UNIQUE column already has the value.
            StorageError: the database can't be written.
        """


class Database(Transaction, Protocol):
    """A database in which each call is a transaction of its own, committed when it returns.

    A call may be carried out twice, if the answer to the first attempt is lost. So whoever inserts compares the row
    that Duplicate is about with their own; the condition of an update still holds once it is done; and whoever claims
    rows by ``UPDATE … RETURNING`` also looks for those that they own already. A ``transaction()`` is never repeated.
    """

    @property
    def skip_locked(self) -> str:
        """What a SELECT that claims rows ends with, so that two processes never claim the same row."""

    async def write_all(self, statements: Sequence[Statement]) -> list[int]:
        """Run ``statements`` in order, all or none. Returns the number of affected rows of each.

        Raises:
            Duplicate: a UNIQUE column already has the value.
            StorageError: the database can't be written.
        """

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that may read between its writes. It is rolled back if the block raises.

        Raises:
            StorageError: the database can't be written.
        """

    async def scrub(self) -> None:
        """Remove traces of deleted data from the disk. Raises StorageError."""
