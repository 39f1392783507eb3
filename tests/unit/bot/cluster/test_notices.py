"""Notices between processes, as one process posts them."""

from bot.cluster.notices import Notice, SharedNotices
from bot.cluster.outbox import Outbox
from bot.cluster.signals import SharedSignals
from tests.support.waiting import eventually


class Repository:
    """Notes what is stored."""

    def __init__(self, done: list[str]) -> None:
        self._done = done

    async def keep(self, notice: Notice) -> None:
        self._done.append(f"stored {notice.topic}")

    async def of(self, topic: str) -> list[Notice]:  # noqa: ARG002 - the port's
        return []


async def test_a_notice_is_stored_before_others_are_told_so_that_who_begins_to_listen_between_finds_it() -> None:
    done: list[str] = []

    async def send(text: str) -> None:
        done.append(f"told {'account' in text}")

    async with Outbox() as outbox:
        SharedNotices(SharedSignals("run", send, outbox), Repository(done), outbox).post(Notice("account", 60))
        await eventually(lambda: len(done) == 2)
    assert done == ["stored account", "told True"]
