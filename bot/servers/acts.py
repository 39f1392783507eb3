"""What moderators, managers and the host did with their rights: one record each, for the log and for export."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

EVERYWHERE = 0
"""Stands for all servers, in place of the id of one: what the host does."""


OPEN = "open"
"""The detail, which is true, of an act that is still to be carried out."""


@dataclass(frozen=True, slots=True)
class Act:
    """``actor`` did ``kind`` (such as "block") in a server at ``at`` (epoch seconds), to ``user_id`` or to a job.

    ``details`` are JSON: what else the log says of it.
    """

    id: str
    guild_id: int
    at: float
    actor: int
    kind: str
    user_id: int | None = None
    job_id: str | None = None
    details: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def new_act_id() -> str:
    """A random id."""
    return secrets.token_hex(8)


Tell = Callable[[Act], None]
"""Called with each act once it is stored."""


def untold(_: Act) -> None:
    """Tell nobody."""


class Acts(Protocol):
    """Port: where acts are stored. Every call may raise StorageError."""

    async def add(self, act: Act) -> None:
        """Store an act, once."""

    async def newest(self, guild_id: int, most: int, before: float | None = None) -> Sequence[Act]:
        """The newest acts in a server, newest first; only those ``before`` epoch seconds, if given."""

    async def on_jobs(self, guild_id: int) -> Sequence[Act]:
        """What was done to jobs in a server, oldest first."""

    async def unfinished(self) -> Sequence[Act]:
        """The acts of all servers that are still to be carried out (their details have OPEN), oldest first."""

    async def finish(self, act_id: str) -> None:
        """Record that an act is carried out, by deleting its details."""

    async def forget(self, before: float) -> None:
        """Delete the acts, of all servers, from before ``before`` (epoch seconds)."""


NewId = Callable[[], str]
"""Makes the id of an act."""
