"""The sandbox's imini closes reused connections on a POST, and reads bodies as slowly as a test says."""

import time

import aiohttp
import pytest

from sandbox.imini.planned_responses import Fault
from sandbox.imini.request_reader import UploadPace
from sandbox.imini.server import SandboxImini
from tests.unit.sandbox.caller import SUBMIT, Caller


async def test_a_post_over_a_kept_connection_comes_too_late(imini: SandboxImini) -> None:
    async with aiohttp.ClientSession() as session:
        caller = Caller(session, imini)
        assert (await caller.query("task_1")).status == 404
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await caller.submit()
        assert (await caller.submit()).status == 200
    assert len(imini.tasks) == 1
    assert [request.method for request in imini.requests] == ["GET", "POST"]


async def test_a_query_over_a_kept_connection_is_answered(imini: SandboxImini) -> None:
    async with aiohttp.ClientSession() as session:
        caller = Caller(session, imini)
        task_id = (await caller.submit()).json["task_id"]
        assert [(await caller.query(task_id)).status for _ in range(2)] == [200, 200]


async def test_a_body_can_come_in_slowly(caller: Caller, imini: SandboxImini) -> None:
    imini.uploads.append(UploadPace(pace=1 << 20))
    began = time.perf_counter()
    reply = await caller.post(json=SUBMIT | {"prompt": "x" * 30_000, "images": [reference(100_000)]})
    assert reply.status == 200
    assert time.perf_counter() - began > 0.1


async def test_a_body_can_be_cut_off(caller: Caller, imini: SandboxImini) -> None:
    imini.uploads.append(UploadPace(cut=100_000))
    with pytest.raises(aiohttp.ClientConnectionError):
        await caller.post(json=SUBMIT | {"images": [reference(900_000)]})
    assert not imini.requests
    assert not imini.tasks


async def test_fields_of_an_answer_can_be_changed_and_added(caller: Caller, imini: SandboxImini) -> None:
    imini.script["submit"].append(Fault(changes={"task_id": 2054220080531611648, "eta": {"seconds": 9}}))
    answer = (await caller.submit()).json
    assert (answer["task_id"], answer["eta"]) == (2054220080531611648, {"seconds": 9})
    assert answer["model"] == SUBMIT["model"]
    imini.script["task"].append(Fault(changes={"status": "dreaming"}))
    assert (await caller.query(next(iter(imini.tasks)))).json["status"] == "dreaming"


def reference(characters: int) -> dict[str, str]:
    """A reference whose bytes are in the body."""
    return {"url": "data:image/png;base64," + "AAAA" * (characters // 4), "reference_type": "asset"}
