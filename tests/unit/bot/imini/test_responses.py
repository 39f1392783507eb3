"""imini's responses, from the documented ones to junk."""

import logging
from typing import Any

import pytest
from hypothesis import given, settings

from bot.errors import FailureKind
from bot.imini.errors import BadResponse, TaskFailed
from bot.imini.responses import Response, is_refused, parse_submitted, parse_task, rescued_id
from bot.jobs.task import RemoteImage, Task, TaskStatus
from tests.support.junk import junk, with_fields

TASK_ID = "task_2041350318103396352"
SUBMITTED = {
    "task_id": TASK_ID,
    "model": "openai/gpt-image-2",
    "created_at": "2026-04-23T03:00:17.062Z",
    "request_id": "285f20ce-8158-401b-945c-7bc6a7ef6ead",
}
URL = "https://file.iminicdn.com/file/2026/04/06/2041350421116751872.png"
QUERIED = {
    "task_id": TASK_ID,
    "status": "succeeded",
    "model": "openai/gpt-image-2",
    "created_at": "2026-04-23T03:00:17.062Z",
    "completed_at": "2026-04-23T03:00:41.100Z",
    "images": [{"url": URL, "width": 1024, "height": 1536}],
    "error": None,
    "request_id": "req_2",
}

few = settings(max_examples=40)


def ok(data: dict[str, Any] | None) -> Response:
    return Response(200, {}, data)


def test_the_task_id_is_read_from_the_documented_answer() -> None:
    assert parse_submitted(ok(SUBMITTED)) == TASK_ID


def test_the_request_id_of_a_submit_is_logged_for_imini_support(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    parse_submitted(ok(SUBMITTED))
    assert SUBMITTED["request_id"] in caplog.text
    assert TASK_ID in caplog.text


@pytest.mark.parametrize("extra", [{"request_id": None}, {"request_id": 7}, {"eta": {"seconds": 9}}, {"model": None}])
def test_what_the_bot_can_do_without_never_loses_a_task(extra: dict[str, Any]) -> None:
    assert parse_submitted(ok({**SUBMITTED, **extra})) == TASK_ID


@pytest.mark.parametrize(
    "data",
    [
        {"task_id": 2054220080531611648},
        {"taskId": "2054220080531611648"},
        {"id": 2054220080531611648},
        {"task_id": None, "taskId": 2054220080531611648},
        {"task_id": "2054220080531611648", "error": {"code": "LATE", "message": "a warning"}},
    ],
)
def test_a_task_id_may_be_a_number_and_have_another_name(data: dict[str, Any]) -> None:
    assert not is_refused(ok(data))
    assert parse_submitted(ok(data)) == "2054220080531611648"


@pytest.mark.parametrize("task_id", [True, 1.5, "", "\ud800", [], {}])
def test_what_could_not_be_asked_for_again_is_no_task_id(task_id: object) -> None:
    with pytest.raises(BadResponse):
        parse_submitted(ok({"task_id": task_id}))


@pytest.mark.parametrize(
    ("body", "task_id"),
    [
        (b'{"task_id": "task_7", "mod', "task_7"),
        (b'{"model": "m", "task_id":2054220080531611648,"cr', "2054220080531611648"),
        (b'{"task_id": "task_', None),
        (b'{"task_id": 2054220', None),
        (b'{"task_id": "", "model": "m"', None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_the_task_id_is_rescued_from_half_an_answer_if_it_is_whole(body: bytes, task_id: str | None) -> None:
    assert rescued_id(body) == task_id


@pytest.mark.parametrize("data", [None, {}, {"task_id": None}, {"task_id": ""}, {"error": "busy"}])
def test_an_answer_without_a_task_id_is_a_bad_one(data: dict[str, Any] | None) -> None:
    with pytest.raises(BadResponse) as caught:
        parse_submitted(ok(data))
    assert caught.value.status == 200
    assert ("task_id" if data is not None else "not a JSON object") in caught.value.message


def test_a_finished_task_is_read_from_the_documented_answer() -> None:
    assert parse_task(ok(QUERIED)) == Task(
        TaskStatus.SUCCEEDED, images=(RemoteImage(URL, 1024, 1536),), request_id="req_2", seconds=24.038
    )


@pytest.mark.parametrize(
    ("begin", "end", "seconds"),
    [
        ("2026-04-23T03:00:17Z", "2026-04-23T11:00:18+08:00", 1),
        ("2026-04-23T03:00:17", "2026-04-23T03:00:18.5", 1.5),
        ("2026-04-23T03:00:17", "2026-04-23T03:00:18Z", None),
        ("2026-04-23T03:00:17Z", "2026-04-23T03:00:17Z", None),
        ("2026-04-23T03:00:17Z", "2026-04-23T03:00:16Z", None),
        ("2026-04-23T03:00:17Z", None, None),
        (1776913217, 1776913241, None),
        ("yesterday", "today", None),
    ],
)
def test_how_long_a_task_took_is_read_where_both_times_make_sense(
    begin: object, end: object, seconds: float | None
) -> None:
    assert parse_task(ok({**QUERIED, "created_at": begin, "completed_at": end})).seconds == seconds


@pytest.mark.parametrize("status", ["queued", "processing"])
def test_a_running_task_has_no_pictures(status: str) -> None:
    task = parse_task(ok({**QUERIED, "status": status, "images": None}))
    assert (task.status, task.images) == (TaskStatus(status), ())


@pytest.mark.parametrize("status", ["SUCCEEDED", "Succeeded", " succeeded\n"])
def test_the_case_of_a_status_does_not_matter(status: str) -> None:
    assert parse_task(ok({**QUERIED, "status": status})).status is TaskStatus.SUCCEEDED
    failed = {**QUERIED, "status": status.replace("SUCCEED", "FAIL").lower().replace("succeed", "fail")}
    assert parse_task(ok(failed)).status is TaskStatus.FAILED


@pytest.mark.parametrize("status", ["paused", "pending", "完成"])
def test_an_unknown_status_counts_as_running_and_is_logged(status: str, caplog: pytest.LogCaptureFixture) -> None:
    running = {**QUERIED, "status": status, "images": None, "completed_at": None}
    assert parse_task(ok(running)).status is TaskStatus.PROCESSING
    assert repr(status) in caplog.text


ERROR = {"code": "OUT_OF_PAINT", "message": "no blue left"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"status": "completed", "images": [{"url": URL}]}, TaskStatus.SUCCEEDED),
        ({"status": None, "images": [{"url": URL}]}, TaskStatus.SUCCEEDED),
        ({"status": 3, "images": [{"url": URL}], "error": ERROR}, TaskStatus.SUCCEEDED),
        ({"status": "processing", "images": [{"url": URL}], "completed_at": "2026-04-23"}, TaskStatus.SUCCEEDED),
        ({"status": "processing", "images": [{"url": URL}]}, TaskStatus.PROCESSING),
        ({"status": "queued", "images": [], "completed_at": "2026-04-23"}, TaskStatus.QUEUED),
        ({"status": "error", "error": ERROR, "completed_at": "2026-04-23"}, TaskStatus.FAILED),
        ({"status": "processing", "error": ERROR, "completed_at": "2026-04-23"}, TaskStatus.FAILED),
        ({"error": ERROR, "completed_at": 1776913217, "task_id": TASK_ID}, TaskStatus.FAILED),
        ({"status": "processing", "error": ERROR}, TaskStatus.PROCESSING),
        ({"status": "failed", "error": ERROR, "images": [{"url": URL}]}, TaskStatus.FAILED),
        ({"status": "succeeded", "error": ERROR, "images": [{"url": URL}]}, TaskStatus.SUCCEEDED),
    ],
)
def test_pictures_and_a_time_of_completion_say_what_a_status_does_not(
    answer: dict[str, Any], status: TaskStatus
) -> None:
    assert not is_refused(ok(answer))
    assert parse_task(ok(answer)).status is status


def test_a_failed_task_says_why() -> None:
    error = {"code": "INVALID_PROMPT", "message": "not allowed", "status": 400, "request_id": "req_of_error"}
    task = parse_task(ok({**QUERIED, "status": "failed", "images": None, "error": error}))
    assert task == Task(TaskStatus.FAILED, (), "INVALID_PROMPT", "not allowed", "req_of_error", 24.038)
    assert TaskFailed(task.code, task.message, task.request_id).kind is FailureKind.MODERATION


@pytest.mark.parametrize("error", ["out of paint", ["out of paint"]])
def test_a_failed_task_may_say_why_in_other_ways(error: object) -> None:
    task = parse_task(ok({**QUERIED, "status": "failed", "error": error}))
    assert task.status is TaskStatus.FAILED
    assert "out of paint" in task.message
    assert TaskFailed(task.code, task.message, task.request_id).kind is FailureKind.UNFINISHED


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("INVALID_PROMPT", FailureKind.MODERATION),
        ("content-policy violation", FailureKind.MODERATION),
        ("INVALID_PARAMETER", FailureKind.BAD_INPUT),
        ("INSUFFICIENT_CREDITS", FailureKind.OUT_OF_CREDITS),
        ("UPSTREAM_ERROR", FailureKind.BUSY),
        ("MODEL_TIMEOUT", FailureKind.BUSY),
        ("RATE_LIMITED", FailureKind.BUSY),
        ("PALETTE_EXHAUSTED", FailureKind.UNFINISHED),
        ("FORBIDDEN", FailureKind.UNFINISHED),
        ("", FailureKind.UNFINISHED),
    ],
)
def test_a_failed_task_is_explained_only_by_a_code_that_is_known(code: str, kind: FailureKind) -> None:
    assert TaskFailed(code, "why", "req_1").kind is kind


@pytest.mark.parametrize(("size", "pixels"), [("1024", 1024), (" 1024 ", 1024), ("1024.0", 1024), (1024.0, 1024)])
def test_a_size_may_be_written_as_a_string(size: object, pixels: int) -> None:
    images = [{"url": URL, "width": size, "height": size}]
    assert parse_task(ok({**QUERIED, "images": images})).images == (RemoteImage(URL, pixels, pixels),)


@pytest.mark.parametrize("size", [None, "wide", "", -1, 0, 10**9, float("nan"), float("inf"), "inf", [], {}])
def test_a_size_that_is_none_does_not_cost_the_picture(size: object) -> None:
    image = {"url": URL, "width": size, "height": 768.0, "seed": 3}
    assert parse_task(ok({**QUERIED, "images": [image]})).images == (RemoteImage(URL, 0, 768),)


def test_a_picture_without_an_address_does_not_cost_the_others_and_none_counts_twice() -> None:
    named = [{"width": 3}, {"url": URL, "width": 4}, None, {"url": URL}, {"url": ""}, "https://cdn.example/b.png", "b"]
    images = (RemoteImage(URL, 4), RemoteImage("https://cdn.example/b.png"))
    assert parse_task(ok({**QUERIED, "images": named})).images == images


@pytest.mark.parametrize("images", [None, [], {}, [{"width": 3}], [{"url": None}], 7, "soon"])
def test_a_success_whose_pictures_have_no_address_has_none(images: object) -> None:
    task = parse_task(ok({**QUERIED, "images": images}))
    assert (task.status, task.images) == (TaskStatus.SUCCEEDED, ())


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (None, "JSON object"),
        ({}, "status"),
        ({"status": None}, "status"),
        ({"status": {"state": "queued"}}, "status"),
    ],
)
def test_a_query_without_what_matters_is_a_bad_answer(data: dict[str, Any] | None, names: str) -> None:
    with pytest.raises(BadResponse) as caught:
        parse_task(ok(data))
    assert names in caught.value.message


@few
@given(with_fields(junk))
def test_no_answer_breaks_the_reading_of_a_submit(data: dict[str, Any]) -> None:
    try:
        assert parse_submitted(ok(data))
    except BadResponse as error:
        assert error.message  # noqa: PT017 - either is right


@few
@given(with_fields(junk))
def test_no_answer_breaks_the_reading_of_a_query(data: dict[str, Any]) -> None:
    try:
        task = parse_task(ok(data))
    except BadResponse as error:
        assert error.message  # noqa: PT017 - either is right
    else:
        assert all(image.width >= 0 <= image.height for image in task.images)
