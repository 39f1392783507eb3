"""What an answer that is no success means: imini's own error envelope speaks by its code, a gateway by its status."""

from email.utils import formatdate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import (
    AccountRefused,
    ApiError,
    BadAnswer,
    Declined,
    InvalidRequest,
    KeyRefused,
    NotPassedOn,
    OutOfCredits,
    PromptRefused,
    RateLimited,
    ServerError,
    TaskNotFound,
    Unavailable,
)
from bot.imini.responses import Answer, is_refused, read_error
from tests.support.junk import junk

NOW = 1_700_000_000.0


def refused(status: int, data: object = None, retry_after: str = "", *, query: bool = False) -> ApiError | BadAnswer:
    """The error that an answer is read as."""
    answer = Answer(status, {"Retry-After": retry_after}, {"error": data} if data is not None else None)
    assert is_refused(answer)
    return read_error(answer, NOW, query=query)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "INVALID_PARAMETER", InvalidRequest),
        (400, "SOMETHING_NEW", InvalidRequest),
        (400, "INVALID_PROMPT", PromptRefused),
        (400, "content_policy_violation", PromptRefused),
        (400, "INSUFFICIENT_CREDITS", OutOfCredits),
        (401, "UNAUTHORIZED", KeyRefused),
        (401, "SOMETHING_NEW", KeyRefused),
        (401, "INVALID_PROMPT", PromptRefused),
        (402, "INSUFFICIENT_CREDITS", OutOfCredits),
        (402, "SOMETHING_NEW", OutOfCredits),
        (403, "FORBIDDEN", AccountRefused),
        (403, "QUOTA_EXHAUSTED", AccountRefused),
        (403, "ACCOUNT_SUSPENDED", AccountRefused),
        (403, "INVALID_PROMPT", PromptRefused),
        (403, "CONTENT_POLICY_VIOLATION", PromptRefused),
        (403, "SOMETHING_NEW", Declined),
        (403, "PROMPT_FORBIDDEN", Declined),
        (403, "INVALID_API_KEY", KeyRefused),
        (404, "NOT_FOUND", Declined),
        (404, "TASK_NOT_FOUND", Declined),
        (409, "SOMETHING_NEW", Declined),
        (413, "SOMETHING_NEW", InvalidRequest),
        (418, "TEAPOT", Declined),
        (422, "INVALID_PROMPT", PromptRefused),
        (422, "SOMETHING_NEW", InvalidRequest),
        (429, "RATE_LIMITED", RateLimited),
        (429, "OVERLOADED", RateLimited),
        (429, "SOMETHING_NEW", RateLimited),
        (429, "INSUFFICIENT_CREDITS", OutOfCredits),
        (500, "INTERNAL", ServerError),
        (500, "RATE_LIMITED", RateLimited),
        (500, "SAFETY", PromptRefused),
        (502, "SOMETHING_NEW", ServerError),
        (503, "SERVICE_UNAVAILABLE", Unavailable),
        (503, "SOMETHING_NEW", Unavailable),
        (504, "TIMEOUT", ServerError),
        (599, "SOMETHING_NEW", ServerError),
        (200, "INVALID_PROMPT", PromptRefused),
        (200, "SOMETHING_NEW", Declined),
    ],
)
def test_the_code_of_an_envelope_counts_first_and_the_status_second(
    status: int, code: str, kind: type[ApiError]
) -> None:
    envelope = {"code": code, "message": "why", "status": status, "request_id": "req_abc123"}
    error = refused(status, envelope, "7")
    assert isinstance(error, ApiError)
    assert type(error) is kind
    assert (error.status, error.code, error.message, error.request_id) == (status, code, "why", "req_abc123")
    assert error.retry_after == 7
    for word in (str(status), code, "why", "req_abc123"):
        assert word in str(error)


@pytest.mark.parametrize(
    ("status", "kind"), [(402, OutOfCredits), (403, Declined), (500, ServerError), ("500", Declined), (None, Declined)]
)
def test_under_a_200_the_envelopes_own_status_counts(status: object, kind: type[ApiError]) -> None:
    assert type(refused(200, {"code": "SOMETHING_NEW", "status": status})) is kind


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "TASK_NOT_FOUND"), (404, "NOT_FOUND"), (400, "INVALID_PARAMETER"), (410, "GONE"), (200, "TASK_NOT_FOUND")],
)
def test_only_a_query_can_miss_a_task(status: int, code: str) -> None:
    envelope = {"code": code}
    assert type(refused(status, envelope, query=True)) is TaskNotFound
    assert type(refused(status, envelope)) is not TaskNotFound


@pytest.mark.parametrize("query", [False, True])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, NotPassedOn) for status in (302, 400, 401, 402, 403, 404, 405, 407, 408, 413, 418, 451)),
        (429, RateLimited),
        (503, Unavailable),
        *((status, BadAnswer) for status in (500, 501, 502, 504, 520, 599)),
    ],
)
@pytest.mark.parametrize(
    "data",
    [None, "Forbidden", ["busy"], {}, {"message": "no"}, {"code": None}, {"code": 403, "status": "DENIED"}],
)
def test_an_answer_without_iminis_envelope_is_a_gateways(
    status: int, kind: type[Exception], data: object, *, query: bool
) -> None:
    error = refused(status, data, query=query)
    assert type(error) is kind
    assert (error.status, error.code, error.request_id) == (status, "", "")
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidRequest),
        (401, KeyRefused),
        (402, OutOfCredits),
        (403, Declined),
        (429, RateLimited),
        (500, ServerError),
    ],
)
@pytest.mark.parametrize("code", [None, "", 403])
def test_an_envelope_without_a_code_is_iminis_all_the_same_if_it_names_the_request(
    status: int, kind: type[ApiError], code: object
) -> None:
    error = refused(status, {"code": code, "message": "why", "request_id": "req_abc123"})
    assert isinstance(error, ApiError)
    assert (type(error), error.message, error.request_id) == (kind, "why", "req_abc123")


def test_what_imini_says_is_cut_to_a_sensible_length() -> None:
    error = refused(500, {"code": "x" * 9000, "message": "y" * 9000, "request_id": 12})
    assert isinstance(error, ServerError)
    assert (len(error.code), len(error.message), error.request_id) == (500, 500, "12")


@settings(max_examples=40)
@given(status=st.integers(300, 599), data=junk, retry_after=st.text(max_size=10), query=st.booleans())
def test_no_answer_breaks_the_reading_of_an_error(status: int, data: object, retry_after: str, *, query: bool) -> None:
    error = refused(status, data, retry_after, query=query)
    assert error.status == status
    assert str(error)


@pytest.mark.parametrize("sent", [NOW, NOW - 3600, NOW + 3600])
@pytest.mark.parametrize("status", [429, 503])
def test_a_date_to_come_back_at_is_measured_by_the_clock_that_named_it(status: int, sent: float) -> None:
    headers = {"Date": formatdate(sent, usegmt=True), "Retry-After": formatdate(sent + 60, usegmt=True)}
    error = read_error(Answer(status, headers, None), NOW, query=True)
    assert isinstance(error, ApiError)
    assert error.retry_after == 60
