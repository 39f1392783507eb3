"""Every rule of the submit's body, over a real socket."""

import base64
import json
from typing import Any

import pytest

from sandbox.imini.server import SandboxImini
from tests.unit.sandbox.caller import SUBMIT, Caller, Reply

PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG some bytes").decode()
WEB = "https://cdn.example/a.png?ex=1&is=2"


def image(url: object = WEB, reference_type: object = "asset", **more: object) -> dict[str, object]:
    return {"url": url, "reference_type": reference_type, **more}


def assert_refused(reply: Reply, status: int, code: str) -> None:
    """The documented envelope, and nothing else."""
    assert reply.status == status
    assert set(reply.json) == {"error"}
    error = reply.json["error"]
    assert set(error) == {"code", "message", "status", "request_id"}
    assert (error["code"], error["status"]) == (code, status)
    assert error["message"]
    assert error["request_id"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"prompt": "x"},
        {"prompt": "狐" * 32_000},
        {"num": 1},
        {"num": 10},
        {"images": []},
        {"images": [image(), image(PNG, "style"), image("http://127.0.0.1:1/a.png")]},
        {"resolution": "4K", "aspect_ratio": "9:21", "quality": "high"},
    ],
)
async def test_a_valid_body_is_accepted(caller: Caller, changes: dict[str, Any]) -> None:
    assert (await caller.submit(**changes)).status == 200


PRO = {"model": "google/nano-banana-pro", "prompt": "a red fox"}


@pytest.mark.parametrize("body", [PRO, PRO | {"resolution": "4K", "aspect_ratio": "21:9", "images": [image()] * 14}])
async def test_a_second_model_takes_a_body_of_its_own(caller: Caller, body: dict[str, Any]) -> None:
    assert (await caller.post(json=body)).status == 200


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"quality": "low"}, "quality"),
        ({"num": 1}, "num"),
        ({"prompt": "x" * 6001}, "prompt"),
        ({"aspect_ratio": "9:21"}, "aspect_ratio"),
        ({"images": [image()] * 15}, "images"),
    ],
)
async def test_a_second_model_refuses_what_the_first_takes(caller: Caller, changes: dict[str, Any], names: str) -> None:
    reply = await caller.post(json=PRO | changes)
    assert_refused(reply, 400, "INVALID_PARAMETER")
    assert names in reply.json["error"]["message"]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"model": "openai/gpt-image-1"}, "model"),
        ({"model": None}, "model"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": "x" * 32_001}, "prompt"),
        ({"prompt": 7}, "prompt"),
        ({"resolution": "1k"}, "resolution"),
        ({"resolution": ["1K"]}, "resolution"),
        ({"aspect_ratio": "2:1"}, "aspect_ratio"),
        ({"quality": "ultra"}, "quality"),
        ({"num": 0}, "num"),
        ({"num": 11}, "num"),
        ({"num": "2"}, "num"),
        ({"num": 2.0}, "num"),
        ({"num": True}, "num"),
        ({"num": None}, "num"),
        ({"n": 2}, "n"),
        ({"images": None}, "images"),
        ({"images": image()}, "images"),
        ({"images": [image()] * 4}, "images"),
        ({"images": [WEB]}, "images[0]"),
        ({"images": [image(), {"url": WEB}]}, "images[1]"),
        ({"images": [{"reference_type": "asset"}]}, "images[0]"),
        ({"images": [image(name="a.png")]}, "images[0]"),
        ({"images": [image(reference_type="face")]}, "reference_type"),
        ({"images": [image(None)]}, "url"),
        ({"images": [image("ftp://cdn.example/a.png")]}, "url"),
        ({"images": [image("https://")]}, "url"),
        ({"images": [image("http://[::1/a.png")]}, "url"),
        ({"images": [image("data:image/png;base64,")]}, "url"),
        ({"images": [image("data:image/png;base64,&&&&")]}, "url"),
        ({"images": [image("data:text/plain;base64,aGk=")]}, "url"),
        ({"images": [image("data:image/png,rawbytes")]}, "url"),
    ],
)
async def test_a_broken_rule_is_named(caller: Caller, changes: dict[str, Any], names: str) -> None:
    reply = await caller.submit(**changes)
    assert_refused(reply, 400, "INVALID_PARAMETER")
    assert names in reply.json["error"]["message"]


@pytest.mark.parametrize("name", SUBMIT)
async def test_a_required_field_must_be_there(caller: Caller, name: str) -> None:
    reply = await caller.post(json={key: value for key, value in SUBMIT.items() if key != name})
    assert_refused(reply, 400, "INVALID_PARAMETER")
    assert name in reply.json["error"]["message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[]", b'"text"', b"null", b"[" * 200_000], ids=lambda body: repr(body[:8])
)
async def test_a_body_that_is_no_json_object_is_refused(caller: Caller, body: bytes) -> None:
    reply = await caller.post(data=body, headers={**caller.auth, "Content-Type": "application/json"})
    assert_refused(reply, 400, "INVALID_PARAMETER")


async def test_another_content_type_is_refused(caller: Caller) -> None:
    reply = await caller.post(data=json.dumps(SUBMIT), headers={**caller.auth, "Content-Type": "text/plain"})
    assert_refused(reply, 400, "INVALID_PARAMETER")
    assert "text/plain" in reply.json["error"]["message"]


@pytest.mark.parametrize("header", [None, "", "sandbox-key", "Bearer", "Bearer wrong", "bearer sandbox-key"])
async def test_a_missing_or_wrong_key_is_refused_everywhere(caller: Caller, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    assert_refused(await caller.post(json=SUBMIT, headers=headers), 401, "UNAUTHORIZED")
    url = f"{caller.imini.base_url}/v1/images/tasks/task_1"
    assert_refused(await caller.get(url, headers=headers), 401, "UNAUTHORIZED")


async def test_a_refused_submit_leaves_no_task(caller: Caller, imini: SandboxImini) -> None:
    await caller.submit(num=0)
    assert not imini.tasks


async def test_an_unknown_address_or_method_is_refused_in_the_envelope(caller: Caller, imini: SandboxImini) -> None:
    assert_refused(await caller.get(f"{imini.base_url}/v2/images"), 404, "NOT_FOUND")
    assert_refused(await caller.get(f"{imini.base_url}/v1/images/generate"), 405, "METHOD_NOT_ALLOWED")
