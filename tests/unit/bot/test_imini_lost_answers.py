"""Submits and queries whose answer does not come, or makes no sense, over a real socket."""

import math
from collections.abc import AsyncIterator

import pytest

from bot.errors import (
    BadAnswer,
    ConnectionLost,
    JobError,
    RateLimited,
    ServerError,
    SubmitUncertain,
    TaskNotFound,
    Unavailable,
    UnexpectedStatus,
    Unreachable,
)
from bot.imini import ANSWER_LIMIT, IminiClient
from bot.job import TaskStatus
from bot.retry import may_resubmit
from sandbox.answers import Fault
from sandbox.imini import SandboxImini
from tests.support.client import KEY, a_client
from tests.support.jobs import a_request
from tests.support.sockets import nobody, sending
from tests.support.zone import Zone

PAGE = "<html><body><h1>Bad Gateway</h1></body></html>"


@pytest.fixture
async def imini() -> AsyncIterator[SandboxImini]:
    """A server whose tasks are done at once."""
    async with SandboxImini(key=KEY, speed=math.inf) as server:
        yield server


@pytest.fixture
async def client(imini: SandboxImini) -> AsyncIterator[IminiClient]:
    """A client of it."""
    async with a_client(imini.base_url) as client:
        yield client


@pytest.fixture
async def hasty(imini: SandboxImini) -> AsyncIterator[IminiClient]:
    """A client that waits for a tenth of a second only."""
    async with a_client(imini.base_url, timeout=0.1) as client:
        yield client


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(200, body=PAGE), SubmitUncertain),
        (Fault(200, body={}), SubmitUncertain),
        (Fault(200, body={"task_id": "x" * ANSWER_LIMIT}), SubmitUncertain),
        (Fault(200, body="[" * 200_000), SubmitUncertain),
        (Fault(500, body=PAGE), SubmitUncertain),
        (Fault(502, body=PAGE), SubmitUncertain),
        (Fault(504, body=PAGE), SubmitUncertain),
        (Fault(503, body=PAGE), Unavailable),
        (Fault(429, body=PAGE), RateLimited),
        (Fault(302, headers={"Location": "/elsewhere"}), UnexpectedStatus),
        (Fault(drop=True), SubmitUncertain),
        (Fault(truncate=True), SubmitUncertain),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else repr(value)[:60],
)
async def test_a_submit_is_uncertain_unless_nothing_can_have_been_accepted(
    imini: SandboxImini, client: IminiClient, fault: Fault, kind: type[JobError]
) -> None:
    imini.script["submit"].append(fault)
    with pytest.raises(JobError) as caught:
        await client.submit(a_request())
    assert type(caught.value) is kind
    assert may_resubmit(caught.value) is (kind in {Unavailable, RateLimited})
    assert len(imini.requests) == 1


async def test_a_submit_over_a_connection_that_was_used_before_is_not_repeated_either(
    imini: SandboxImini, client: IminiClient
) -> None:
    await client.submit(a_request())
    imini.script["submit"].append(Fault(drop=True))
    with pytest.raises(SubmitUncertain):
        await client.submit(a_request())
    assert len(imini.requests) == len(imini.tasks) == 2


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(200, body=PAGE), BadAnswer),
        (Fault(200, body={"status": None}), BadAnswer),
        (Fault(200, body="[" * 200_000), BadAnswer),
        (Fault(200, body={"status": "x" * ANSWER_LIMIT}), ConnectionLost),
        (Fault(502, body=PAGE), ServerError),
        (Fault(404, body=PAGE), TaskNotFound),
        (Fault(200, body={"status": "queued"}, truncate=True), ConnectionLost),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else repr(value)[:60],
)
async def test_a_query_says_what_kind_of_answer_did_not_come(
    imini: SandboxImini, client: IminiClient, fault: Fault, kind: type[JobError]
) -> None:
    running = Fault(200, body={"status": "queued"})
    imini.script["task"].extend([fault, running])
    with pytest.raises(JobError) as caught:
        await client.task("task_7")
    assert type(caught.value) is kind
    assert (await client.task("task_7")).status is TaskStatus.QUEUED


async def test_a_query_that_is_dropped_is_asked_once_more_as_it_changes_nothing(
    imini: SandboxImini, client: IminiClient
) -> None:
    dropped, running = Fault(200, body={}, drop=True), Fault(200, body={"status": "queued"})
    imini.script["task"].extend([dropped, running])
    assert (await client.task("task_7")).status is TaskStatus.QUEUED
    imini.script["task"].extend([dropped, dropped])
    with pytest.raises(ConnectionLost):
        await client.task("task_7")


async def test_an_answer_that_takes_too_long_leaves_a_submit_uncertain(imini: SandboxImini, hasty: IminiClient) -> None:
    imini.script["submit"].append(Fault(hang=60))
    with pytest.raises(SubmitUncertain, match="TimeoutError"):
        await hasty.submit(a_request())


async def test_an_answer_that_takes_too_long_is_a_lost_connection(imini: SandboxImini, hasty: IminiClient) -> None:
    imini.script["task"].append(Fault(200, body={"status": "queued"}, hang=60))
    with pytest.raises(ConnectionLost):
        await hasty.task("task_7")


async def test_the_timeout_covers_the_body_too() -> None:
    head = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"task_id": "t'
    async with sending(head) as url, a_client(url, timeout=0.1) as client:
        with pytest.raises(SubmitUncertain):
            await client.submit(a_request())
        with pytest.raises(ConnectionLost):
            await client.task("task_7")


async def test_what_is_no_http_leaves_a_submit_uncertain() -> None:
    async with sending(b"SSH-2.0-OpenSSH_9.9\r\n\r\n") as url, a_client(url, timeout=0.5) as client:
        with pytest.raises(SubmitUncertain):
            await client.submit(a_request())


async def test_where_nobody_listens_nothing_can_have_been_accepted() -> None:
    async with a_client(nobody()) as client:
        with pytest.raises(Unreachable) as caught:
            await client.submit(a_request())
        with pytest.raises(Unreachable):
            await client.task("task_7")
    assert may_resubmit(caught.value)


async def test_a_name_without_an_address_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.imini.DefaultResolver", lambda: Zone({}))
    async with a_client("http://imini.example") as client:
        with pytest.raises(Unreachable):
            await client.submit(a_request())
