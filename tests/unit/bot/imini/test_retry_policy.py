"""Which calls to imini may be retried, and after how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FailureKind, JobFailed
from bot.images.errors import NoPictures
from bot.imini.errors import (
    AccountRefused,
    ApiError,
    BadResponse,
    ConnectionLost,
    CutOff,
    InvalidRequest,
    NotPassedOn,
    PromptRefused,
    RateLimited,
    SubmitUncertain,
    TaskFailed,
    TaskNotFound,
    Unavailable,
    Unreachable,
)
from bot.imini.retry_policy import (
    RATE_LIMIT_FLOOR,
    RETRY_AFTER_CAP,
    demanded_pause,
    denies_task,
    may_resubmit,
)
from bot.jobs.errors import TimedOut
from bot.net.errors import DownloadFailed

NOTHING_ACCEPTED = (Unreachable, CutOff, RateLimited, Unavailable)
DENIALS = (TaskNotFound, PromptRefused)
OTHERS = (
    AccountRefused,
    ApiError,
    BadResponse,
    ConnectionLost,
    DownloadFailed,
    InvalidRequest,
    NoPictures,
    SubmitUncertain,
    TaskFailed,
    TimedOut,
)


@pytest.mark.parametrize("kind", [*NOTHING_ACCEPTED, *DENIALS, *OTHERS])
def test_a_submit_is_repeated_only_where_nothing_can_have_been_accepted(kind: type[JobFailed]) -> None:
    assert may_resubmit(kind()) is (kind in NOTHING_ACCEPTED)


@pytest.mark.parametrize(
    ("status", "again"),
    [(302, False), (400, False), (401, False), (403, False), (404, True), (408, True), (413, False), (425, True)],
)
def test_a_submit_that_a_gateway_kept_is_repeated_where_it_may_pass(status: int, *, again: bool) -> None:
    assert may_resubmit(NotPassedOn(status)) is again


@pytest.mark.parametrize("kind", [*NOTHING_ACCEPTED, *DENIALS, *OTHERS, NotPassedOn])
def test_only_imini_itself_can_deny_a_task(kind: type[JobFailed]) -> None:
    assert denies_task(kind()) is (kind in DENIALS)


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (None, 0),
        (Unreachable(), 0),
        (ApiError(500, kind=FailureKind.BUSY), 0),
        (Unavailable(503, retry_after=7), 7),
        (RateLimited(429), RATE_LIMIT_FLOOR),
        (RateLimited(429, retry_after=1), RATE_LIMIT_FLOOR),
        (RateLimited(429, retry_after=42), 42),
        (RateLimited(429, retry_after=86_400), RETRY_AFTER_CAP),
        (RateLimited(429, retry_after=float("inf")), RETRY_AFTER_CAP),
    ],
)
def test_imini_says_how_long_to_stay_away(error: JobFailed | None, seconds: float) -> None:
    assert demanded_pause(error) == seconds


@given(st.floats(min_value=0) | st.none())
def test_no_demand_keeps_us_away_for_longer_than_the_cap(seconds: float | None) -> None:
    assert 0 <= demanded_pause(Unavailable(503, retry_after=seconds)) <= RETRY_AFTER_CAP
