"""Submits and queries whose response is lost, or makes no sense, over a real socket."""

import math
import time
from collections.abc import AsyncIterator

import pytest

from bot.errors import JobFailed
from bot.imini.client import RESPONSE_LIMIT, IminiClient
from bot.imini.errors import BadResponse, ConnectionLost, CutOff, NotPassedOn, SubmitUncertain, Unreachable
from bot.imini.retry_policy import denies_task, may_resubmit
from bot.jobs.task import TaskStatus
from sandbox.imini.planned_responses import Fault
from sandbox.imini.request_reader import UploadPace
from sandbox.imini.server import SandboxImini
from tests.support import meanings
from tests.support.client import KEY, a_client
from tests.support.jobs import a_request
from tests.support.meanings import Meaning, meaning_of
from tests.support.resolver import StaticResolver
from tests.support.sockets import nobody, sending

CLOCK_SPEED = 0.3
LARGE = {"url": "data:image/png;base64," + "AAAA" * (1 << 20)}
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
    """A client that waits for a third of a second only."""
    async with a_client(imini.base_url, timeout=CLOCK_SPEED) as client:
        yield client


SENT_AGAIN = [*(Fault(status, body=PAGE) for status in (404, 408, 421, 425, 429, 503)), Fault(429), Fault(503)]
ENDED = [
    *((Fault(status, body=PAGE), meanings.NOT_PASSED_ON) for status in (302, 400, 401, 402, 403, 405, 407, 413, 451)),
    (Fault(403, body={"message": "Forbidden"}), meanings.NOT_PASSED_ON),
    (Fault(302, headers={"Location": "/elsewhere"}), meanings.DECLINED),
    (Fault(200, body={"error": {"code": "SOMETHING_NEW", "message": "no"}}), meanings.DECLINED),
]
UNCERTAIN = [
    Fault(200, body=PAGE),
    Fault(200, body={}),
    Fault(200, body={"error": "busy"}),
    Fault(200, body={"task_id": "x" * RESPONSE_LIMIT}),
    Fault(200, body="[" * 200_000),
    *(Fault(status, body=PAGE) for status in (500, 501, 502, 504, 520)),
    Fault(drop=True),
    Fault(body={"eta": 9, "task_id": "task_7"}, truncate=True),
]


def named(value: object) -> str:
    """A short name for a case."""
    return value.__name__ if isinstance(value, type) else repr(value)[:60]


@pytest.mark.parametrize("fault", SENT_AGAIN, ids=named)
async def test_what_certainly_was_not_accepted_and_may_pass_is_sent_again(
    imini: SandboxImini, client: IminiClient, fault: Fault
) -> None:
    imini.script["submit"].append(fault)
    with pytest.raises(JobFailed) as caught:
        await client.submit(a_request())
    assert may_resubmit(caught.value)
    assert len(imini.requests) == 1


@pytest.mark.parametrize(("fault", "meant"), ENDED, ids=named)
async def test_what_was_refused_for_this_request_alone_ends(
    imini: SandboxImini, client: IminiClient, fault: Fault, meant: Meaning
) -> None:
    imini.script["submit"].append(fault)
    with pytest.raises(JobFailed) as caught:
        await client.submit(a_request())
    assert meaning_of(caught.value) == meant
    assert not may_resubmit(caught.value)
    assert len(imini.requests) == 1


@pytest.mark.parametrize("fault", UNCERTAIN, ids=named)
async def test_only_real_doubt_leaves_a_submit_uncertain(
    imini: SandboxImini, client: IminiClient, fault: Fault
) -> None:
    imini.script["submit"].append(fault)
    with pytest.raises(SubmitUncertain) as caught:
        await client.submit(a_request())
    assert not may_resubmit(caught.value)
    assert len(imini.requests) == 1


async def test_half_an_answer_is_enough_if_the_task_id_is_in_it(imini: SandboxImini, client: IminiClient) -> None:
    imini.script["submit"].append(Fault(truncate=True))
    task_id = await client.submit(a_request())
    assert list(imini.tasks) == [task_id]


async def test_half_an_answer_is_enough_though_the_rest_never_comes() -> None:
    head = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"task_id": 7, "m'
    async with sending(head) as url, a_client(url, timeout=0.1) as client:
        assert await client.submit(a_request()) == "7"


async def test_every_submit_has_a_fresh_connection_as_a_kept_one_may_close_just_before_it(
    imini: SandboxImini, client: IminiClient
) -> None:
    for _ in range(2):
        await client.task(await client.submit(a_request()))
    assert len(imini.tasks) == 2
    assert [request.headers.get("Connection") for request in imini.requests] == ["close", None] * 2


async def test_an_upload_may_take_longer_than_the_answer(imini: SandboxImini, hasty: IminiClient) -> None:
    imini.uploads.append(UploadPace(pace=4 << 20))
    began = time.perf_counter()
    assert await hasty.submit(a_request(images=[LARGE])) in imini.tasks
    assert time.perf_counter() - began > 3 * CLOCK_SPEED


async def test_an_upload_that_breaks_off_was_not_accepted_and_is_sent_again(
    imini: SandboxImini, client: IminiClient
) -> None:
    imini.uploads.append(UploadPace(cut=1 << 20))
    with pytest.raises(CutOff) as caught:
        await client.submit(a_request(images=[LARGE]))
    assert may_resubmit(caught.value)
    assert not imini.requests


async def test_an_upload_that_stands_still_is_given_up_as_not_accepted(imini: SandboxImini, hasty: IminiClient) -> None:
    imini.uploads.append(UploadPace(pace=1000))
    with pytest.raises(CutOff, match="TimeoutError"):
        await hasty.submit(a_request(images=[LARGE]))


async def test_a_task_id_that_comes_before_the_whole_request_was_sent_is_one() -> None:
    early = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"task_id": 7, "m'
    async with sending(early) as url, a_client(url, timeout=0.2) as client:
        assert await client.submit(a_request(images=[LARGE])) == "7"


async def test_an_error_page_before_the_whole_request_was_sent_leaves_no_doubt() -> None:
    page = b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
    async with sending(page) as url, a_client(url) as client:
        with pytest.raises(CutOff, match="502"):
            await client.submit(a_request(images=[LARGE]))
        with pytest.raises(SubmitUncertain, match="502"):
            await client.submit(a_request())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(200, body=PAGE), BadResponse),
        (Fault(200, body={"status": None}), BadResponse),
        (Fault(200, body="[" * 200_000), BadResponse),
        (Fault(200, body={"status": "x" * RESPONSE_LIMIT}), ConnectionLost),
        (Fault(502, body=PAGE), BadResponse),
        (Fault(404, body=PAGE), NotPassedOn),
        (Fault(403, body=PAGE), NotPassedOn),
        (Fault(200, body={"status": "queued"}, truncate=True), ConnectionLost),
    ],
    ids=named,
)
async def test_a_query_says_what_kind_of_answer_did_not_come(
    imini: SandboxImini, client: IminiClient, fault: Fault, kind: type[JobFailed]
) -> None:
    running = Fault(200, body={"status": "queued"})
    imini.script["task"].extend([fault, running])
    with pytest.raises(JobFailed) as caught:
        await client.task("task_7")
    assert type(caught.value) is kind
    assert not denies_task(caught.value)
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


async def test_a_name_without_an_address_is_unreachable() -> None:
    async with a_client("http://imini.example", resolver=StaticResolver({})) as client:
        with pytest.raises(Unreachable):
            await client.submit(a_request())
