"""Every phrase that makes the sandbox fail, over a real socket."""

import asyncio
import io

import aiohttp
import pytest
from PIL import Image

from sandbox.imini.server import SandboxImini
from sandbox.imini.triggers import TRIGGERS, triggered
from tests.unit.sandbox.caller import SUBMIT, Caller, HandClock, Reply


async def only_file(caller: Caller, clock: HandClock, phrase: str) -> Reply:
    """The file of a task whose prompt has the phrase."""
    done = await caller.finish(clock, prompt=f"a fox {phrase}")
    assert done["status"] == "succeeded"
    return await caller.get(done["images"][0]["url"])


def test_phrases_are_unique_and_found() -> None:
    phrases = [trigger.phrase for trigger in TRIGGERS]
    assert len(set(phrases)) == len(phrases)
    assert [triggered(f"A fox, {phrase.upper()}.") for phrase in phrases] == list(TRIGGERS)


def test_the_first_phrase_counts() -> None:
    found = triggered("sandbox:nothing sandbox:402 sandbox:401")
    assert found is not None
    assert found.phrase == "sandbox:402"


@pytest.mark.parametrize("prompt", ["a fox", "sandbox 402", "sandbox:4020", "mysandbox:402"])
def test_other_prompts_trigger_nothing(prompt: str) -> None:
    assert triggered(prompt) is None


@pytest.mark.parametrize(
    ("phrase", "status", "code"),
    [
        ("sandbox:400", 400, "INVALID_PARAMETER"),
        ("sandbox:moderated", 400, "INVALID_PROMPT"),
        ("sandbox:401", 401, "UNAUTHORIZED"),
        ("sandbox:402", 402, "INSUFFICIENT_CREDITS"),
        ("sandbox:403", 403, "FORBIDDEN"),
        ("sandbox:policy", 403, "CONTENT_POLICY_VIOLATION"),
        ("sandbox:500", 500, "INTERNAL_SERVER_ERROR"),
    ],
)
async def test_a_submit_fails_each_time(
    caller: Caller, imini: SandboxImini, phrase: str, status: int, code: str
) -> None:
    for _ in range(2):
        reply = await caller.submit(prompt=f"a fox {phrase}")
        assert (reply.status, reply.json["error"]["code"]) == (status, code)
    assert not imini.tasks


async def test_429_passes_at_the_third_submit(caller: Caller) -> None:
    replies = [await caller.submit(prompt="sandbox:429") for _ in range(6)]
    assert [reply.status for reply in replies] == [429, 429, 200] * 2
    assert replies[0].headers["Retry-After"] == "5"
    assert replies[0].json["error"]["code"] == "RATE_LIMITED"


async def test_503_passes_at_the_second_submit(caller: Caller) -> None:
    replies = [await caller.submit(prompt=prompt) for prompt in ("sandbox:503 a", "sandbox:503 b", "sandbox:503 a")]
    assert [reply.status for reply in replies] == [503, 503, 200]


@pytest.mark.parametrize(
    ("phrase", "status", "words"), [("sandbox:502", 502, b"Bad Gateway"), ("sandbox:page", 403, b"Forbidden")]
)
async def test_a_gateway_answers_with_an_html_page(caller: Caller, phrase: str, status: int, words: bytes) -> None:
    reply = await caller.submit(prompt=phrase)
    assert (reply.status, reply.json) == (status, None)
    assert reply.headers["Content-Type"].startswith("text/html")
    assert words in reply.content


@pytest.mark.parametrize(
    ("phrase", "error"),
    [
        ("sandbox:drop", aiohttp.ServerDisconnectedError),
        ("sandbox:half", aiohttp.ClientPayloadError),
        ("sandbox:hang", asyncio.TimeoutError),
    ],
)
async def test_the_task_exists_though_no_answer_came(
    caller: Caller, imini: SandboxImini, phrase: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await caller.post(
            json=SUBMIT | {"prompt": phrase}, headers=caller.auth, timeout=aiohttp.ClientTimeout(total=0.3)
        )
    (task,) = imini.tasks.values()
    assert (await caller.query(task.id)).json["status"] == "queued"


@pytest.mark.parametrize(
    ("phrase", "code", "status"),
    [
        ("sandbox:flagged", "INVALID_PROMPT", 400),
        ("sandbox:failed", "UPSTREAM_ERROR", 502),
        ("sandbox:strange", "PALETTE_EXHAUSTED", 422),
    ],
)
async def test_a_task_fails(caller: Caller, clock: HandClock, phrase: str, code: str, status: int) -> None:
    done = await caller.finish(clock, prompt=phrase)
    assert (done["status"], done["images"]) == ("failed", None)
    assert done["completed_at"]
    assert done["error"].keys() == {"code", "message", "status", "request_id"}
    assert (done["error"]["code"], done["error"]["status"]) == (code, status)
    assert done["error"]["message"]
    assert (await caller.query(done["task_id"])).json["error"] == done["error"]


async def test_a_task_is_told_in_odd_answers(caller: Caller, clock: HandClock) -> None:
    accepted = await caller.submit(prompt="sandbox:odd")
    clock.now += 60
    done = await caller.query(accepted.json["task_id"])
    assert accepted.json["task_id"] == done.json["task_id"] > 10**18
    assert (done.json["status"], len(done.json["images"])) == ("SUCCEEDED", 1)
    assert [len(reply.headers["X-Trace"]) for reply in (accepted, done)] == [9000, 9000]


async def test_a_task_succeeds_with_no_pictures(caller: Caller, clock: HandClock) -> None:
    done = await caller.finish(clock, prompt="sandbox:empty", num=2)
    assert (done["status"], done["images"]) == ("succeeded", [])


@pytest.mark.parametrize(("asked", "made"), [(1, 1), (2, 1), (10, 5)])
async def test_a_task_brings_half_of_the_pictures(caller: Caller, clock: HandClock, asked: int, made: int) -> None:
    done = await caller.finish(clock, prompt="sandbox:partial", num=asked)
    assert (done["status"], len(done["images"])) == ("succeeded", made)


async def test_a_task_never_finishes(caller: Caller, clock: HandClock) -> None:
    task_id = (await caller.submit(prompt="sandbox:forever")).json["task_id"]
    clock.now += 1_000_000
    running = (await caller.query(task_id)).json
    assert (running["status"], running["completed_at"]) == ("processing", None)


async def test_a_task_is_lost(caller: Caller) -> None:
    accepted = await caller.submit(prompt="sandbox:lost")
    reply = await caller.query(accepted.json["task_id"])
    assert (reply.status, reply.json["error"]["code"]) == (404, "TASK_NOT_FOUND")


async def test_a_picture_is_missing(caller: Caller, clock: HandClock) -> None:
    assert (await only_file(caller, clock, "sandbox:404")).status == 404


async def test_a_picture_comes_late(caller: Caller, clock: HandClock) -> None:
    done = await caller.finish(clock, prompt="sandbox:late")
    (image,) = done["images"]
    assert (await caller.get(image["url"])).status == 404
    clock.now += 60
    assert (await caller.get(image["url"])).status == 200


async def test_a_picture_is_an_html_page(caller: Caller, clock: HandClock) -> None:
    file = await only_file(caller, clock, "sandbox:html")
    assert (file.status, file.headers["Content-Type"]) == (200, "text/html")
    assert file.content.startswith(b"<html>")


async def test_a_picture_is_cut_off(caller: Caller, clock: HandClock) -> None:
    file = await only_file(caller, clock, "sandbox:cut")
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(file.content)).load()


async def test_a_picture_has_the_wrong_size(caller: Caller, clock: HandClock) -> None:
    done = await caller.finish(clock, prompt="sandbox:size")
    (announced,) = done["images"]
    width, height = Image.open(io.BytesIO((await caller.get(announced["url"])).content)).size
    assert (width, height) != (announced["width"], announced["height"])
    assert width / height != pytest.approx(announced["width"] / announced["height"], rel=0.1)


async def test_a_picture_is_blank(caller: Caller, clock: HandClock) -> None:
    file = await only_file(caller, clock, "sandbox:blank")
    assert Image.open(io.BytesIO(file.content)).getextrema() == ((255, 255),) * 3
