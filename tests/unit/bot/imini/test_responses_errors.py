"""What an unsuccessful response means: the code of imini's error envelope counts, or the status of a gateway."""

from email.utils import formatdate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.imini.errors import ApiError, BadResponse, NotPassedOn, RateLimited, TaskNotFound, Unavailable
from bot.imini.responses import Response, is_refused, parse_error
from tests.support import meanings
from tests.support.junk import junk
from tests.support.meanings import Meaning, meaning_of

NOW = 1_700_000_000.0


def refused(status: int, data: object = None, retry_after: str = "", *, query: bool = False) -> ApiError | BadResponse:
    """The parsed error of a response."""
    answer = Response(status, {"Retry-After": retry_after}, {"error": data} if data is not None else None)
    assert is_refused(answer)
    return parse_error(answer, NOW, query=query)


@pytest.mark.parametrize(
    ("status", "code", "meant"),
    [
        (400, "INVALID_PARAMETER", meanings.INVALID_REQUEST),
        (400, "SOMETHING_NEW", meanings.INVALID_REQUEST),
        (400, "INVALID_PROMPT", meanings.PROMPT_REFUSED),
        (400, "content_policy_violation", meanings.PROMPT_REFUSED),
        (400, "INSUFFICIENT_CREDITS", meanings.OUT_OF_CREDITS),
        (401, "UNAUTHORIZED", meanings.KEY_REFUSED),
        (401, "SOMETHING_NEW", meanings.KEY_REFUSED),
        (401, "INVALID_PROMPT", meanings.PROMPT_REFUSED),
        (402, "INSUFFICIENT_CREDITS", meanings.OUT_OF_CREDITS),
        (402, "SOMETHING_NEW", meanings.OUT_OF_CREDITS),
        (403, "FORBIDDEN", meanings.OUT_OF_CREDITS),
        (403, "QUOTA_EXHAUSTED", meanings.OUT_OF_CREDITS),
        (403, "ACCOUNT_SUSPENDED", meanings.OUT_OF_CREDITS),
        (403, "INVALID_PROMPT", meanings.PROMPT_REFUSED),
        (403, "CONTENT_POLICY_VIOLATION", meanings.PROMPT_REFUSED),
        (403, "SOMETHING_NEW", meanings.DECLINED),
        (403, "PROMPT_FORBIDDEN", meanings.DECLINED),
        (403, "INVALID_API_KEY", meanings.KEY_REFUSED),
        (404, "NOT_FOUND", meanings.DECLINED),
        (404, "TASK_NOT_FOUND", meanings.DECLINED),
        (409, "SOMETHING_NEW", meanings.DECLINED),
        (413, "SOMETHING_NEW", meanings.INVALID_REQUEST),
        (418, "TEAPOT", meanings.DECLINED),
        (422, "INVALID_PROMPT", meanings.PROMPT_REFUSED),
        (422, "SOMETHING_NEW", meanings.INVALID_REQUEST),
        (429, "RATE_LIMITED", meanings.RATE_LIMITED),
        (429, "OVERLOADED", meanings.RATE_LIMITED),
        (429, "SOMETHING_NEW", meanings.RATE_LIMITED),
        (429, "INSUFFICIENT_CREDITS", meanings.OUT_OF_CREDITS),
        (500, "INTERNAL", meanings.BROKEN),
        (500, "RATE_LIMITED", meanings.RATE_LIMITED),
        (500, "SAFETY", meanings.PROMPT_REFUSED),
        (502, "SOMETHING_NEW", meanings.BROKEN),
        (503, "SERVICE_UNAVAILABLE", meanings.UNAVAILABLE),
        (503, "SOMETHING_NEW", meanings.UNAVAILABLE),
        (504, "TIMEOUT", meanings.BROKEN),
        (599, "SOMETHING_NEW", meanings.BROKEN),
        (200, "INVALID_PROMPT", meanings.PROMPT_REFUSED),
        (200, "SOMETHING_NEW", meanings.DECLINED),
    ],
)
def test_the_code_of_an_envelope_counts_first_and_the_status_second(status: int, code: str, meant: Meaning) -> None:
    envelope = {"code": code, "message": "why", "status": status, "request_id": "req_abc123"}
    error = refused(status, envelope, "7")
    assert isinstance(error, ApiError)
    assert meaning_of(error) == meant
    assert (error.status, error.code, error.message, error.request_id) == (status, code, "why", "req_abc123")
    assert error.retry_after == 7
    for word in (str(status), code, "why", "req_abc123"):
        assert word in str(error)


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        (402, meanings.OUT_OF_CREDITS),
        (403, meanings.DECLINED),
        (500, meanings.BROKEN),
        ("500", meanings.DECLINED),
        (None, meanings.DECLINED),
    ],
)
def test_under_a_200_the_envelopes_own_status_counts(status: object, meant: Meaning) -> None:
    assert meaning_of(refused(200, {"code": "SOMETHING_NEW", "status": status})) == meant


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
        *((status, BadResponse) for status in (500, 501, 502, 504, 520, 599)),
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
    ("status", "meant"),
    [
        (400, meanings.INVALID_REQUEST),
        (401, meanings.KEY_REFUSED),
        (402, meanings.OUT_OF_CREDITS),
        (403, meanings.DECLINED),
        (429, meanings.RATE_LIMITED),
        (500, meanings.BROKEN),
    ],
)
@pytest.mark.parametrize("code", [None, "", 403])
def test_an_envelope_without_a_code_is_iminis_all_the_same_if_it_names_the_request(
    status: int, meant: Meaning, code: object
) -> None:
    error = refused(status, {"code": code, "message": "why", "request_id": "req_abc123"})
    assert isinstance(error, ApiError)
    assert (meaning_of(error), error.message, error.request_id) == (meant, "why", "req_abc123")


def test_what_imini_says_is_cut_to_a_sensible_length() -> None:
    error = refused(500, {"code": "x" * 9000, "message": "y" * 9000, "request_id": 12})
    assert isinstance(error, ApiError)
    assert meaning_of(error) == meanings.BROKEN
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
    error = parse_error(Response(status, headers, None), NOW, query=True)
    assert isinstance(error, ApiError)
    assert error.retry_after == 60
