"""The life of a task, its pictures, and what tests can script and read."""

import asyncio
import base64
import io
import math
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import aiohttp
import pytest
from PIL import Image

from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from sandbox.imini.sizes import dimensions
from sandbox.painter.insets import PRINT
from sandbox.painter.paintings import Paintings
from tests.unit.sandbox.caller import SUBMIT, Caller, HandClock, dice

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def opened(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture))
    image.load()
    return image


def plain(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(file, "PNG")
    return file.getvalue()


@asynccontextmanager
async def _calling(clock: HandClock, gallery: Callable[[aiohttp.ClientSession], Paintings]) -> AsyncIterator[Caller]:
    """A client of an imini with its own paintings."""
    async with SandboxImini(clock=clock, rng=dice(7), paintings=gallery) as imini, aiohttp.ClientSession() as session:
        yield Caller(session, imini)


async def test_a_submit_answers_as_documented(caller: Caller) -> None:
    reply = await caller.submit()
    assert set(reply.json) == {"task_id", "model", "created_at", "request_id"}
    assert re.fullmatch(r"task_\d{19}", reply.json["task_id"])
    assert reply.json["model"] == "openai/gpt-image-2"
    assert reply.json["created_at"] == "2026-04-23T03:00:17.062Z"
    assert re.fullmatch(UUID, reply.json["request_id"])


async def test_a_query_answers_as_documented(caller: Caller, clock: HandClock) -> None:
    accepted = (await caller.submit(num=2)).json
    running = (await caller.query(accepted["task_id"])).json
    assert running == {
        "task_id": accepted["task_id"],
        "status": "queued",
        "model": "openai/gpt-image-2",
        "created_at": accepted["created_at"],
        "completed_at": None,
        "images": None,
        "error": None,
        "request_id": running["request_id"],
    }
    clock.now += 60
    done = (await caller.query(accepted["task_id"])).json
    assert done.keys() == running.keys()
    assert (done["status"], done["error"]) == ("succeeded", None)
    assert re.fullmatch(r"2026-04-23T03:00:[23]\d\.\d{3}Z", done["completed_at"])
    assert done["request_id"] != running["request_id"]
    assert len({image["url"] for image in done["images"]}) == 2


async def test_a_task_is_queued_then_processed_then_done(caller: Caller, imini: SandboxImini, clock: HandClock) -> None:
    task_id = (await caller.submit()).json["task_id"]
    task, seen = imini.tasks[task_id], []
    for moment in (task.created, task.created + task.queued, task.completed - 0.01, task.completed):
        clock.now = moment
        seen.append((await caller.query(task_id)).json["status"])
    assert seen == ["queued", "processing", "processing", "succeeded"]


async def test_larger_requests_take_longer(caller: Caller, imini: SandboxImini) -> None:
    await caller.submit()
    await caller.submit(resolution="4K", quality="high", num=10)
    small, large = imini.tasks.values()
    assert 1 <= min(small.queued, large.queued) <= max(small.queued, large.queued) <= 3
    assert 8 <= small.drawing < 10
    assert 23 < large.drawing <= 25


@pytest.mark.parametrize(("speed", "longest"), [(10, 2.8), (math.inf, 0)])
async def test_speed_divides_every_duration(speed: float, longest: float) -> None:
    async with SandboxImini(speed=speed) as imini, aiohttp.ClientSession() as session:
        await Caller(session, imini).submit()
        (task,) = imini.tasks.values()
        assert task.queued + task.drawing <= longest


async def test_an_unknown_task_is_not_found(caller: Caller) -> None:
    reply = await caller.query("task_1")
    assert (reply.status, reply.json["error"]["code"]) == (404, "TASK_NOT_FOUND")


async def test_the_pictures_are_what_was_announced(caller: Caller, clock: HandClock) -> None:
    done = await caller.finish(clock, num=2, aspect_ratio="4:5")
    pictures = [await caller.get(image["url"]) for image in done["images"]]
    for image, picture in zip(done["images"], pictures, strict=True):
        assert re.search(r"/file/2026/04/23/\d{19}\.png$", image["url"])
        assert picture.headers["Content-Type"] == "image/png"
        assert opened(picture.content).size == (image["width"], image["height"]) == dimensions("1K", "4:5")
    assert pictures[0].content != pictures[1].content
    assert (await caller.get(done["images"][0]["url"])).content == pictures[0].content


async def test_no_picture_is_out_before_its_task_is_done(caller: Caller, imini: SandboxImini, clock: HandClock) -> None:
    await caller.submit()
    (task,) = imini.tasks.values()
    url = imini.origin + task.path(task.pictures[0])
    assert (await caller.get(url)).status == 404
    clock.now = task.completed
    assert (await caller.get(url)).status == 200
    assert (await caller.get(url.replace("/04/", "/05/"))).status == 404


async def test_a_foreign_page_gets_a_placeholder(caller: Caller, clock: HandClock) -> None:
    (image,) = (await caller.finish(clock))["images"]
    picture = await caller.get(image["url"], headers={"Referer": "https://discord.com/"})
    assert picture.status == 200
    assert opened(picture.content).size == (240, 160)


async def test_references_are_decoded_downloaded_and_shown(caller: Caller, clock: HandClock) -> None:
    async with SandboxImini() as elsewhere:
        elsewhere.script["file"].append(Fault(body=plain("blue")))
        urls = [
            "data:image/png;base64," + base64.b64encode(plain("red")).decode(),
            f"{elsewhere.origin}/file/2026/01/01/1.png",
            f"{elsewhere.origin}/file/2026/01/01/missing.png",
        ]
        images = [{"url": url, "reference_type": "style"} for url in urls]
        (image,) = (await caller.finish(clock, images=images))["images"]
        picture = opened((await caller.get(image["url"])).content)
        assert [request.path.rpartition("/")[2] for request in elsewhere.requests] == ["1.png", "missing.png"]
    print_pixels = (PRINT / 100 * picture.height) ** 2
    counts = {pixel: count for count, pixel in picture.getcolors(10**7) or []}
    assert counts[255, 0, 0] > 0.9 * print_pixels
    assert counts[0, 0, 255] > 0.9 * print_pixels


async def test_a_reference_that_is_too_large_is_left_out(clock: HandClock) -> None:
    async with (
        SandboxImini() as elsewhere,
        _calling(clock, partial(Paintings, max_reference=10)) as caller,
    ):
        elsewhere.script["file"].append(Fault(body=plain("blue")))
        images = [{"url": f"{elsewhere.origin}/file/2026/01/01/1.png", "reference_type": "asset"}]
        (image,) = (await caller.finish(clock, images=images))["images"]
        picture = opened((await caller.get(image["url"])).content)
        assert not elsewhere.script["file"]
    assert (0, 0, 255) not in {pixel for _, pixel in picture.getcolors(10**7) or []}


async def test_the_gallery_forgets_the_oldest_pictures(clock: HandClock) -> None:
    painted: list[int] = []

    def paint(*_: object, index: int, **__: object) -> bytes:
        painted.append(index)
        return b"x" * 100

    async with _calling(clock, partial(Paintings, paint=paint, cache_bytes=250)) as caller:
        first, second, third = (image["url"] for image in (await caller.finish(clock, num=3))["images"])
        for url in (first, second, second, third, third, first):
            await caller.get(url)
    assert painted == [0, 1, 2, 0]


async def test_requests_are_recorded_as_they_came(caller: Caller, imini: SandboxImini) -> None:
    accepted = await caller.submit(num=3)
    await caller.query(accepted.json["task_id"])
    submitted, asked = imini.requests
    assert (submitted.method, submitted.path) == ("POST", "/imini/router/v1/images/generate")
    assert submitted.json == SUBMIT | {"num": 3}
    assert submitted.headers["authorization"] == "Bearer sandbox-key"
    assert (asked.method, asked.json) == ("GET", None)


@pytest.mark.parametrize(
    ("fault", "status", "kind", "content"),
    [
        (Fault(503), 503, "application/json", b"SERVICE_UNAVAILABLE"),
        (Fault(418, "TEAPOT"), 418, "application/json", b"TEAPOT"),
        (Fault(body={"task_id": 7}), 200, "application/json", b'{"task_id": 7}'),
        (Fault(502, body="<html>"), 502, "text/html", b"<html>"),
        (Fault(body=b"\x89PNG"), 200, "image/png", b"\x89PNG"),
        (Fault(body=b"zip", headers={"Content-Type": "application/zip"}), 200, "application/zip", b"zip"),
        (Fault(429, headers={"Retry-After": "3"}), 429, "application/json", b"RATE_LIMITED"),
    ],
)
async def test_a_scripted_answer_replaces_one_answer(
    caller: Caller, imini: SandboxImini, fault: Fault, status: int, kind: str, content: bytes
) -> None:
    imini.script["submit"].append(fault)
    reply = await caller.submit()
    assert (reply.status, reply.headers["Content-Type"].partition(";")[0]) == (status, kind)
    assert content in reply.content
    assert fault.headers.items() <= reply.headers.items()
    assert not imini.tasks
    assert (await caller.submit()).status == 200


@pytest.mark.parametrize(
    ("fault", "error"),
    [(Fault(drop=True), aiohttp.ServerDisconnectedError), (Fault(truncate=True), aiohttp.ClientPayloadError)],
)
async def test_a_scripted_mishap_spoils_an_answer_after_the_work(
    caller: Caller, imini: SandboxImini, fault: Fault, error: type[Exception]
) -> None:
    imini.script["submit"].append(fault)
    with pytest.raises(error):
        await caller.submit()
    assert len(imini.tasks) == 1


async def test_faults_of_queries_and_files_are_their_own(caller: Caller, imini: SandboxImini, clock: HandClock) -> None:
    imini.script["task"].append(Fault(500))
    imini.script["file"].extend([Fault(404), Fault(truncate=True)])
    task_id = (await caller.submit()).json["task_id"]
    clock.now += 60
    assert (await caller.query(task_id)).status == 500
    (image,) = (await caller.query(task_id)).json["images"]
    assert (await caller.get(image["url"])).status == 404
    with pytest.raises(aiohttp.ClientPayloadError):
        await caller.get(image["url"])
    assert (await caller.get(image["url"])).status == 200


async def test_a_hanging_answer_comes_when_its_time_is_over(caller: Caller, imini: SandboxImini) -> None:
    imini.script["submit"].append(Fault(hang=0.01))
    assert (await caller.submit()).status == 200


@pytest.mark.parametrize("drop", [False, True])
async def test_the_server_stops_at_once_though_an_answer_hangs(drop: bool) -> None:
    before = asyncio.all_tasks()
    async with aiohttp.ClientSession() as session, asyncio.timeout(5), SandboxImini() as imini:
        imini.script["submit"].append(Fault(hang=600, drop=drop))
        caller = Caller(session, imini)
        with pytest.raises(TimeoutError):
            await caller.post(json=SUBMIT, timeout=aiohttp.ClientTimeout(total=0.2))
    assert asyncio.all_tasks() == before


async def test_a_port_can_be_chosen_and_is_given_back() -> None:
    async with SandboxImini() as first:
        port = int(first.origin.rpartition(":")[2])
        with pytest.raises(OSError, match="address already in use"):
            await SandboxImini(port=port).__aenter__()
    async with SandboxImini(port=port) as second:
        assert second.base_url == f"http://127.0.0.1:{port}/imini/router"


async def test_the_same_chance_gives_the_same_tasks(clock: HandClock) -> None:
    tasks = []
    for _ in range(2):
        async with SandboxImini(clock=clock, rng=dice(1)) as imini, aiohttp.ClientSession() as session:
            await Caller(session, imini).submit()
            tasks.append(dict(imini.tasks))
    assert tasks[0] == tasks[1]


async def test_an_answer_hangs_in_the_time_of_its_clock(clock: HandClock) -> None:
    async with SandboxImini(clock=clock, rng=dice(7), pace=math.inf) as imini, aiohttp.ClientSession() as session:
        assert (await Caller(session, imini).submit(prompt="sandbox:hang")).status == 200
