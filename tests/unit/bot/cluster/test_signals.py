"""What one process tells the others: heard by all but itself, whatever version they are."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from bot.cluster.outbox import Outbox
from bot.cluster.signals import LISTENING, NO_SIGNALS, SharedSignals
from bot.errors import DatabaseAway, StorageError


class Wire:
    """Brings every text to all processes, unless it is ``cut``."""

    def __init__(self) -> None:
        self.processes: list[SharedSignals] = []
        self.cut = False

    async def send(self, text: str) -> None:
        if self.cut:
            raise DatabaseAway("cut")
        for process in self.processes:
            process.hear(text)


@pytest.fixture
async def outbox() -> AsyncIterator[Outbox]:
    async with Outbox() as outbox:
        yield outbox


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def signals(wire: Wire, outbox: Outbox) -> SharedSignals:
    """Those of the process that publishes."""
    wire.processes.append(SharedSignals("me", wire.send, outbox))
    return wire.processes[0]


@pytest.fixture
def others(wire: Wire, outbox: Outbox) -> list[SharedSignals]:
    """Those of two others."""
    others = [SharedSignals(name, wire.send, outbox) for name in ("a", "b")]
    wire.processes.extend(others)
    return others


async def everything_sent(outbox: Outbox) -> None:
    """Wait until the outbox is empty."""
    done = asyncio.Event()

    async def end() -> None:
        done.set()

    outbox.add(end)
    await done.wait()


async def test_all_others_hear_what_a_process_publishes_and_it_does_not_hear_itself(
    signals: SharedSignals, others: list[SharedSignals], outbox: Outbox
) -> None:
    heard: list[list[Any]] = [[], [], []]
    for process, mine in zip([signals, *others], heard, strict=True):
        process.subscribe("job", mine.append)
    signals.publish("job", {"id": "7"})
    await everything_sent(outbox)
    assert heard == [[], [{"id": "7"}], [{"id": "7"}]]


@pytest.mark.parametrize("text", ["", "{", "7", '"x"', "{}", '{"run": "a", "topic": "job"}'])
async def test_what_can_not_be_read_is_ignored(signals: SharedSignals, text: str) -> None:
    heard: list[Any] = []
    signals.subscribe("job", heard.append)
    signals.hear(text)
    assert heard == []


async def test_a_topic_of_another_version_is_ignored(signals: SharedSignals) -> None:
    heard: list[Any] = []
    signals.subscribe("job", heard.append)
    signals.hear(json.dumps({"run": "a", "topic": "later", "payload": {}}))
    signals.hear(json.dumps({"run": "a", "topic": "job", "payload": {"id": 1}, "new": True}))
    assert heard == [{"id": 1}]


async def test_a_payload_of_another_version_ends_nothing(signals: SharedSignals) -> None:
    heard: list[Any] = []
    signals.subscribe("job", lambda payload: heard.append(payload["id"]))
    payloads: list[Any] = [{}, [], {"id": 2}]
    for payload in payloads:
        signals.hear(json.dumps({"run": "a", "topic": "job", "payload": payload}))
    assert heard == [2]


async def test_a_lost_signal_is_lost_and_the_next_one_is_heard(
    signals: SharedSignals, others: list[SharedSignals], wire: Wire, outbox: Outbox
) -> None:
    heard: list[Any] = []
    others[0].subscribe("job", heard.append)
    for wire.cut, number in ((True, 1), (False, 2)):
        signals.publish("job", {"id": number})
        await everything_sent(outbox)
    assert heard == [{"id": 2}]


async def test_beginning_to_listen_is_heard_by_the_process_itself_and_can_not_be_faked(signals: SharedSignals) -> None:
    heard: list[Any] = []
    signals.subscribe(LISTENING, heard.append)
    signals.hear(json.dumps({"run": "a", "topic": LISTENING, "payload": {}}))
    assert heard == []
    signals.listening()
    assert heard == [{}]


async def test_a_process_alone_tells_nobody() -> None:
    heard: list[Any] = []
    NO_SIGNALS.subscribe("job", heard.append)
    NO_SIGNALS.publish("job", {})
    assert heard == []


async def test_an_outbox_that_is_full_drops_what_is_new() -> None:
    done: list[int] = []
    outbox = Outbox(capacity=2)

    async def work(number: int) -> None:
        done.append(number)

    for number in (1, 2, 3):
        outbox.add(partial(work, number))
    async with outbox:
        await asyncio.sleep(0)
        await everything_sent(outbox)
    assert done == [1, 2]


async def test_what_fails_is_logged_and_the_rest_is_done(outbox: Outbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot")

    async def fail(error: Exception) -> None:
        raise error

    # That the database is away is said once an outage, elsewhere.
    for error in (DatabaseAway("gone"), StorageError("no rights"), LookupError("nobody")):
        outbox.add(partial(fail, error))
    await everything_sent(outbox)
    assert [record.levelname for record in caplog.records] == ["DEBUG", "WARNING", "ERROR"]
