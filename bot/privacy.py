"""What is known of a member, for them to read or to have erased."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter

from bot.job import Job
from bot.journal import Journal
from bot.ledger import Ledger
from bot.members import Members
from bot.snapshots import Snapshots

_JOB: TypeAdapter[Job] = TypeAdapter(Job)
# Keys to the card, which are the bot's and not the member's.
_NOT_THEIRS = {"card": {"token", "token_expires", "application_id"}}


class Privacy:
    """Export and erasure, over everything that is kept of members on disk."""

    def __init__(self, journal: Journal, ledger: Ledger, members: Members, snapshots: Snapshots) -> None:
        self._journal = journal
        self._ledger = ledger
        self._members = members
        self._snapshots = snapshots

    async def export(self, user_id: int, limit: int) -> list[bytes]:
        """A member's jobs and defaults as JSON documents of ``limit`` bytes each; only a single job may be larger."""
        jobs = await self._journal.of_user(user_id, limit=-1)
        defaults = (await self._members.defaults(user_id)).chosen()
        about = {"user_id": user_id, "defaults": defaults}
        return [_document(about | {"jobs": part}) for part in _parts(map(_record, jobs), limit - len(_document(about)))]

    async def erase(self, user_id: int) -> None:
        """Forget a member's jobs, references and defaults; open jobs end first. What was spent stays counted.

        Raises:
            NotSaved: the disk does not let it; some of it may be gone.
        """
        await self._ledger.erase(user_id)
        await self._members.erase(user_id)
        await self._snapshots.sweep()


def _record(job: Job) -> dict[str, Any]:
    record: dict[str, Any] = _JOB.dump_python(job, mode="json", exclude=_NOT_THEIRS)
    return record


def _parts(records: Iterable[dict[str, Any]], limit: int) -> Iterator[list[dict[str, Any]]]:
    """``records`` in as few lists as possible, each of them small enough; one empty list if there are none."""
    part: list[dict[str, Any]] = []
    size = 0
    for record in records:
        weight = len(_document({"jobs": [record]}))
        if part and size + weight > limit:
            yield part
            part, size = [], 0
        part.append(record)
        size += weight
    yield part


def _document(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
