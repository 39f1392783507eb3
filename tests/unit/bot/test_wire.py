"""imini's answers, from the documented ones to junk."""

import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import (
    AccountRefused,
    ApiError,
    BadAnswer,
    FailureKind,
    InvalidRequest,
    KeyRefused,
    OutOfCredits,
    PromptRefused,
    RateLimited,
    ServerError,
    TaskFailed,
    TaskNotFound,
    Unavailable,
    UnexpectedStatus,
)
from bot.job import RemoteImage, TaskStatus
from bot.wire import Answer, Task, read_error, read_submitted, read_task

NOW = 1_700_000_000.0
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

FIELDS = ("task_id", "status", "images", "error", "request_id", "url", "width", "height", "code", "message")
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("succeeded")


def with_fields(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with the right names and any values."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, values))


junk = st.one_of(scalars, with_fields(scalars), st.lists(scalars | with_fields(scalars), max_size=2))
few = settings(max_examples=40)


def ok(data: dict[str, Any] | None) -> Answer:
    return Answer(200, {}, data)


def refused(status: int, data: object = None, **headers: str) -> ApiError:
    """The error that a query's answer is read as."""
    answer = Answer(status, headers, {"error": data} if data is not None else None)
    return read_error(answer, NOW, query=True)


def test_the_task_id_is_read_from_the_documented_answer() -> None:
    assert read_submitted(ok(SUBMITTED)) == TASK_ID


def test_the_request_id_of_a_submit_is_logged_for_imini_support(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    read_submitted(ok(SUBMITTED))
    assert SUBMITTED["request_id"] in caplog.text
    assert TASK_ID in caplog.text


@pytest.mark.parametrize("extra", [{"request_id": None}, {"request_id": 7}, {"eta": {"seconds": 9}}, {"model": None}])
def test_what_the_bot_can_do_without_never_loses_a_task(extra: dict[str, Any]) -> None:
    assert read_submitted(ok({**SUBMITTED, **extra})) == TASK_ID


@pytest.mark.parametrize("data", [None, {}, {"task_id": None}, {"task_id": ""}, {"task_id": 7}, {"error": "busy"}])
def test_an_answer_without_a_task_id_is_a_bad_one(data: dict[str, Any] | None) -> None:
    with pytest.raises(BadAnswer) as caught:
        read_submitted(ok(data))
    assert caught.value.status == 200
    assert ("task_id" if data is not None else "not a JSON object") in caught.value.message


def test_a_finished_task_is_read_from_the_documented_answer() -> None:
    assert read_task(ok(QUERIED)) == Task(
        TaskStatus.SUCCEEDED, images=(RemoteImage(URL, 1024, 1536),), request_id="req_2"
    )


@pytest.mark.parametrize("status", ["queued", "processing"])
def test_a_running_task_has_no_pictures(status: str) -> None:
    task = read_task(ok({**QUERIED, "status": status, "images": None}))
    assert (task.status, task.images) == (TaskStatus(status), ())


@pytest.mark.parametrize("status", ["paused", "SUCCEEDED", ""])
def test_an_unknown_status_counts_as_running_and_is_logged(status: str, caplog: pytest.LogCaptureFixture) -> None:
    assert read_task(ok({**QUERIED, "status": status})).status is TaskStatus.PROCESSING
    assert repr(status) in caplog.text


def test_a_failed_task_says_why() -> None:
    error = {"code": "INVALID_PROMPT", "message": "not allowed", "status": 400, "request_id": "req_of_error"}
    task = read_task(ok({**QUERIED, "status": "failed", "images": None, "error": error}))
    assert task == Task(TaskStatus.FAILED, (), "INVALID_PROMPT", "not allowed", "req_of_error")
    assert TaskFailed(task.code, task.message, task.request_id).kind is FailureKind.MODERATION


@pytest.mark.parametrize("error", ["out of paint", ["out of paint"]])
def test_a_failed_task_may_say_why_in_other_ways(error: object) -> None:
    task = read_task(ok({**QUERIED, "status": "failed", "error": error}))
    assert task.status is TaskStatus.FAILED
    assert "out of paint" in task.message
    assert TaskFailed(task.code, task.message, task.request_id).kind is FailureKind.BUSY


@pytest.mark.parametrize("size", [None, "1024", -1, 0, 10**9, float("nan"), float("inf"), [], {}])
def test_a_size_that_is_none_does_not_cost_the_picture(size: object) -> None:
    image = {"url": URL, "width": size, "height": 768.0, "seed": 3}
    assert read_task(ok({**QUERIED, "images": [image]})).images == (RemoteImage(URL, 0, 768),)


def test_a_picture_without_an_address_does_not_cost_the_others_and_none_counts_twice() -> None:
    named = [{"width": 3}, {"url": URL, "width": 4}, None, {"url": URL}, {"url": ""}, "https://cdn.example/b.png"]
    assert read_task(ok({**QUERIED, "images": named})).images == (RemoteImage(URL, 4),)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (None, "JSON object"),
        ({}, "status"),
        ({"status": None}, "status"),
        ({"status": "succeeded", "images": {}}, "images"),
        ({"status": "succeeded", "images": [{"width": 3}]}, "images.0.url"),
        ({"status": "succeeded", "images": [{"url": None}]}, "images.0.url"),
    ],
)
def test_a_query_without_what_matters_is_a_bad_answer(data: dict[str, Any] | None, names: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        read_task(ok(data))
    assert names in caught.value.message


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "INVALID_PARAMETER", InvalidRequest),
        (400, "", InvalidRequest),
        (400, "INVALID_PROMPT", PromptRefused),
        (400, "content_policy_violation", PromptRefused),
        (401, "", KeyRefused),
        (402, "INSUFFICIENT_CREDITS", OutOfCredits),
        (403, "", AccountRefused),
        (404, "TASK_NOT_FOUND", TaskNotFound),
        (429, "RATE_LIMITED", RateLimited),
        (500, "INTERNAL", ServerError),
        (502, "", ServerError),
        (503, "", Unavailable),
        (504, "", ServerError),
        (599, "", ServerError),
        (302, "", UnexpectedStatus),
        (409, "", UnexpectedStatus),
        (418, "TEAPOT", UnexpectedStatus),
        (422, "INVALID_PROMPT", UnexpectedStatus),
    ],
)
def test_every_row_of_the_error_table_is_exactly_one_error(status: int, code: str, kind: type[ApiError]) -> None:
    envelope = {"code": code, "message": "why", "status": status, "request_id": "req_abc123"}
    error = refused(status, envelope, **{"Retry-After": "7"})
    assert type(error) is kind
    assert (error.status, error.code, error.message, error.request_id) == (status, code, "why", "req_abc123")
    assert error.retry_after == 7
    for word in (str(status), code, "why", "req_abc123"):
        assert word in str(error)


@pytest.mark.parametrize("status", [404, 400, 500])
def test_only_a_query_can_miss_a_task(status: int) -> None:
    answer = Answer(status, {}, {"error": {"code": "TASK_NOT_FOUND"}})
    assert not isinstance(read_error(answer, NOW, query=False), TaskNotFound)


@pytest.mark.parametrize("data", [None, "busy", ["busy"], {}, {"code": None, "message": None, "request_id": None}])
def test_an_error_without_its_envelope_is_still_one(data: object) -> None:
    error = refused(503, data)
    assert type(error) is Unavailable
    assert (error.status, error.code, error.message, error.request_id) == (503, "", "", "")
    assert error.retry_after is None


def test_what_imini_says_is_cut_to_a_sensible_length() -> None:
    error = refused(500, {"code": "x" * 9000, "message": "y" * 9000, "request_id": 12})
    assert (len(error.code), len(error.message), error.request_id) == (500, 500, "12")


@few
@given(with_fields(junk))
def test_no_answer_breaks_the_reading_of_a_submit(data: dict[str, Any]) -> None:
    try:
        assert read_submitted(ok(data)) == data["task_id"]
    except BadAnswer as error:
        assert error.message  # noqa: PT017 - either is right


@few
@given(with_fields(junk))
def test_no_answer_breaks_the_reading_of_a_query(data: dict[str, Any]) -> None:
    try:
        task = read_task(ok(data))
    except BadAnswer as error:
        assert error.message  # noqa: PT017 - either is right
    else:
        assert all(image.width >= 0 <= image.height for image in task.images)


@few
@given(status=st.integers(300, 599), data=junk, retry_after=st.text(max_size=10))
def test_no_answer_breaks_the_reading_of_an_error(status: int, data: object, retry_after: str) -> None:
    error = refused(status, data, **{"Retry-After": retry_after})
    assert error.status == status
    assert str(error)
