"""The host's decisions in SQL: one of each kind, with its act."""

import logging

import pytest

from bot.host.decisions import NO_DECISIONS, Announcement, Decisions, Pause
from bot.servers.acts import EVERYWHERE, Act
from bot.storage.database import Database
from bot.storage.servers.acts import SqlActs
from bot.storage.servers.decisions import SqlDecisions

PAUSE = Pause(by_user=2**61, at=100.25, until=None, reason="repairs")
LINE = Announcement(by_user=2**61, at=100.25, until=200.5, text="hello")


def _act(act_id: str) -> Act:
    return Act(act_id, EVERYWHERE, 100.25, 2**61, "host")


async def test_the_last_decision_of_a_kind_counts(database: Database) -> None:
    decisions = SqlDecisions(database)
    assert await decisions.find() == NO_DECISIONS
    await decisions.put(PAUSE.model_copy(update={"reason": "other"}), _act("0"))
    await decisions.put(PAUSE, _act("1"))
    await decisions.put(LINE, _act("2"))
    assert await decisions.find() == Decisions(pause=PAUSE, announcement=LINE)


async def test_what_is_not_there_can_not_be_removed_and_leaves_no_act(database: Database) -> None:
    decisions = SqlDecisions(database)
    await decisions.put(PAUSE, _act("0"))
    assert not await decisions.remove(Announcement, _act("1"))
    assert await decisions.remove(Pause, _act("2"))
    assert await decisions.find() == NO_DECISIONS
    await decisions.add(_act("3"))
    assert {act.id for act in await SqlActs(database).newest(EVERYWHERE, 9)} == {"0", "2", "3"}


async def test_what_a_newer_version_wrote_does_not_hold_and_is_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write("INSERT INTO decisions (name, data) VALUES (?, ?)", ("pause", '{"since": 5}'))
    await SqlDecisions(database).put(LINE, _act("0"))
    assert await SqlDecisions(database).find() == Decisions(announcement=LINE)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
