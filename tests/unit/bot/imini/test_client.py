"""Submits and queries, over a real socket."""

import gc
import logging
import math
from collections.abc import AsyncIterator

import pytest

from bot import __version__
from bot.imini.client import IminiClient
from bot.imini.errors import AccountRefused, ApiError, RateLimited, TaskNotFound
from bot.imini.retry_policy import may_resubmit
from bot.jobs.task import RemoteImage, TaskStatus
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.support import meanings
from tests.support.client import KEY, a_client
from tests.support.clock import FakeClock
from tests.support.jobs import a_request
from tests.support.meanings import Meaning, meaning_of
from tests.support.resolver import StaticResolver

TASK = "/imini/router/v1/images/tasks/"

ERRORS = [
    (400, "INVALID_PROMPT", meanings.PROMPT_REFUSED),
    (401, "UNAUTHORIZED", meanings.KEY_REFUSED),
    (402, "INSUFFICIENT_CREDITS", meanings.OUT_OF_CREDITS),
    (403, "FORBIDDEN", meanings.OUT_OF_CREDITS),
    (418, "SOMETHING_NEW", meanings.DECLINED),
    (429, "RATE_LIMITED", meanings.RATE_LIMITED),
    (500, "INTERNAL", meanings.BROKEN),
    (502, "UPSTREAM", meanings.BROKEN),
    (503, "SERVICE_UNAVAILABLE", meanings.UNAVAILABLE),
    (504, "GATEWAY_TIMEOUT", meanings.BROKEN),
]


@pytest.fixture
async def imini() -> AsyncIterator[SandboxImini]:
    """A server whose tasks are done at once."""
    async with SandboxImini(key=KEY, speed=math.inf) as server:
        yield server


@pytest.fixture
async def client(imini: SandboxImini, clock: FakeClock) -> AsyncIterator[IminiClient]:
    """A client of it."""
    async with a_client(imini.base_url, clock=clock) as client:
        yield client


async def test_a_submit_sends_exactly_the_documented_request(imini: SandboxImini, client: IminiClient) -> None:
    images = [{"url": "https://cdn.example/a.png?ex=1&is=2", "reference_type": "style"}]
    task_id = await client.submit(a_request(prompt="一只红色的狐狸", resolution="4K", images=images, num=3))
    (sent,) = imini.requests
    assert list(imini.tasks) == [task_id]
    assert (sent.method, sent.path) == ("POST", "/imini/router/v1/images/generate")
    assert sent.json == {
        "model": "openai/gpt-image-2",
        "prompt": "一只红色的狐狸",
        "resolution": "4K",
        "aspect_ratio": "1:1",
        "quality": "medium",
        "images": images,
        "num": 3,
    }
    assert sent.headers["Authorization"] == f"Bearer {KEY}"
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["Accept"] == "application/json"
    assert sent.headers["User-Agent"] == f"imagine-bot/{__version__}"
    assert "Referer" not in sent.headers


async def test_a_query_brings_the_pictures(imini: SandboxImini, client: IminiClient) -> None:
    task_id = await client.submit(a_request(num=2))
    task = await client.task(task_id)
    sent = imini.requests[-1]
    assert task.status is TaskStatus.SUCCEEDED
    assert len(task.images) == 2
    assert all(image.url.startswith(f"{imini.origin}/file/") and image.width for image in task.images)
    assert (sent.method, sent.path, sent.json) == ("GET", TASK + task_id, None)
    assert sent.headers["Authorization"] == f"Bearer {KEY}"


async def test_unknown_fields_and_statuses_do_no_harm(imini: SandboxImini, client: IminiClient) -> None:
    imini.script["submit"].append(Fault(body={"task_id": "task_7", "eta": 9, "request_id": None}))
    imini.script["task"].append(Fault(body={"status": "upscaling", "progress": {"percent": 3}}))
    assert await client.submit(a_request()) == "task_7"
    assert (await client.task("task_7")).status is TaskStatus.PROCESSING


async def test_a_numeric_id_and_a_header_of_9_kb_are_no_reason_to_lose_a_task(
    imini: SandboxImini, client: IminiClient
) -> None:
    task_id = await client.submit(a_request(prompt="sandbox:odd"))
    assert list(imini.tasks) == [task_id]
    assert task_id.isdigit()
    task = await client.task(task_id)
    assert (task.status, len(task.images)) == (TaskStatus.SUCCEEDED, 1)


async def test_a_picture_without_a_size_is_still_a_picture(imini: SandboxImini, client: IminiClient) -> None:
    imini.script["task"].append(Fault(body={"status": "succeeded", "images": [{"url": "https://f/1.png"}]}))
    assert (await client.task("task_7")).images == (RemoteImage("https://f/1.png"),)


@pytest.mark.parametrize(
    ("status", "code", "meant"),
    [*ERRORS, (400, "INVALID_PARAMETER", meanings.INVALID_REQUEST), (404, "NOT_FOUND", meanings.DECLINED)],
)
async def test_each_refusal_of_a_submit_is_one_error(
    imini: SandboxImini, client: IminiClient, status: int, code: str, meant: Meaning
) -> None:
    imini.script["submit"].append(Fault(status, code, headers={"Retry-After": "7"}))
    with pytest.raises(ApiError) as caught:
        await client.submit(a_request())
    assert_says_all(caught.value, status, code, meant)
    assert may_resubmit(caught.value) is (status in {429, 503})
    assert len(imini.requests) == 1


@pytest.mark.parametrize(
    ("status", "code", "meant"),
    [*ERRORS, (400, "INVALID_PARAMETER", meanings.TASK_NOT_FOUND), (404, "TASK_NOT_FOUND", meanings.TASK_NOT_FOUND)],
)
async def test_each_refusal_of_a_query_is_one_error(
    imini: SandboxImini, client: IminiClient, status: int, code: str, meant: Meaning
) -> None:
    imini.script["task"].append(Fault(status, code, headers={"Retry-After": "7"}))
    with pytest.raises(ApiError) as caught:
        await client.task("task_7")
    assert_says_all(caught.value, status, code, meant)
    assert len(imini.requests) == 1


def assert_says_all(error: ApiError, status: int, code: str, meant: Meaning) -> None:
    """It is that error and no other, with all that imini said."""
    assert meaning_of(error) == meant
    assert (error.status, error.code, error.retry_after) == (status, code, 7)
    assert error.message
    assert error.request_id


async def test_a_real_refusal_reaches_us_with_the_servers_words(imini: SandboxImini) -> None:
    async with SandboxImini(key="another") as other, a_client(other.base_url) as client:
        with pytest.raises(AccountRefused, match="API key is missing, wrong or revoked"):
            await client.submit(a_request())
    async with a_client(imini.base_url) as client:
        with pytest.raises(TaskNotFound) as caught:
            await client.task("../../secrets?x#y")
    assert imini.requests[-1].path == f"{TASK}../../secrets?x#y"
    assert caught.value.code == "TASK_NOT_FOUND"


async def test_a_429_to_a_submit_slows_queries_down_too(
    imini: SandboxImini, client: IminiClient, clock: FakeClock
) -> None:
    imini.script["submit"].append(Fault(429, headers={"Retry-After": "12"}))
    with pytest.raises(RateLimited):
        await client.submit(a_request())
    assert clock.sleeps == []
    with pytest.raises(TaskNotFound):
        await client.task("task_7")
    assert clock.sleeps == [12]


async def test_a_429_to_a_query_slows_submits_down_for_five_seconds_at_least(
    imini: SandboxImini, client: IminiClient, clock: FakeClock
) -> None:
    imini.script["task"].append(Fault(429, headers={"Retry-After": "1"}))
    with pytest.raises(RateLimited):
        await client.task("task_7")
    clock.advance(2)
    await client.submit(a_request())
    assert clock.sleeps == [3]


@pytest.mark.parametrize("status", [402, 500, 503])
async def test_other_errors_slow_nobody_down(
    imini: SandboxImini, client: IminiClient, clock: FakeClock, status: int
) -> None:
    imini.script["submit"].append(Fault(status, headers={"Retry-After": "12"}))
    with pytest.raises(ApiError):
        await client.submit(a_request())
    await client.submit(a_request())
    assert clock.sleeps == []


async def test_cookies_are_not_kept(imini: SandboxImini) -> None:
    zone = StaticResolver({"imini.example": ["127.0.0.1"]})
    imini.script["submit"].append(Fault(headers={"Set-Cookie": "session=1; Path=/"}))
    async with a_client(imini.base_url.replace("127.0.0.1", "imini.example"), resolver=zone) as client:
        await client.task(await client.submit(a_request()))
    assert "Cookie" not in imini.requests[-1].headers


async def test_every_error_is_logged_with_its_request_id_and_without_the_key(
    imini: SandboxImini, client: IminiClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    imini.script["submit"].append(Fault(500))
    with pytest.raises(ApiError) as caught:
        await client.submit(a_request(prompt="a secret plan"))
    assert caught.value.request_id in caplog.text
    assert KEY not in caplog.text
    assert "a secret plan" not in caplog.text


async def test_the_client_closes_all_that_it_opened(imini: SandboxImini) -> None:
    zone = StaticResolver({"imini.example": ["127.0.0.1"]})
    async with a_client(imini.base_url.replace("127.0.0.1", "imini.example"), resolver=zone) as client:
        await client.submit(a_request())
    assert zone.closed
    del client
    gc.collect()  # a session or a socket left open warns now, and warnings are errors
