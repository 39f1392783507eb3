"""May a call be tried again, and after how long."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import (
    AccountRefused,
    BadAnswer,
    ConnectionLost,
    CutOff,
    Declined,
    DownloadFailed,
    InvalidRequest,
    JobError,
    KeyRefused,
    NoPictures,
    NotPassedOn,
    OutOfCredits,
    PromptRefused,
    RateLimited,
    ServerError,
    SubmitUncertain,
    TaskFailed,
    TaskNotFound,
    TimedOut,
    Unavailable,
    Unreachable,
)
from bot.imini.retry_policy import (
    RATE_LIMIT_FLOOR,
    RETRY_AFTER_CAP,
    Backoff,
    demanded_pause,
    denies_task,
    may_resubmit,
    parse_retry_after,
)

NOTHING_ACCEPTED = (Unreachable, CutOff, RateLimited, Unavailable)
DENIALS = (TaskNotFound, PromptRefused)
OTHERS = (
    AccountRefused,
    BadAnswer,
    ConnectionLost,
    Declined,
    DownloadFailed,
    InvalidRequest,
    KeyRefused,
    NoPictures,
    OutOfCredits,
    ServerError,
    SubmitUncertain,
    TaskFailed,
    TimedOut,
)
NOW = datetime(2026, 4, 23, 3, 0, 0, tzinfo=UTC)


def seeded(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311 - spreads waits, keeps no secret


@pytest.mark.parametrize("kind", [*NOTHING_ACCEPTED, *DENIALS, *OTHERS])
def test_a_submit_is_repeated_only_where_nothing_can_have_been_accepted(kind: type[JobError]) -> None:
    assert may_resubmit(kind()) is (kind in NOTHING_ACCEPTED)


@pytest.mark.parametrize(
    ("status", "again"),
    [(302, False), (400, False), (401, False), (403, False), (404, True), (408, True), (413, False), (425, True)],
)
def test_a_submit_that_a_gateway_kept_is_repeated_where_it_may_pass(status: int, *, again: bool) -> None:
    assert may_resubmit(NotPassedOn(status)) is again


@pytest.mark.parametrize("kind", [*NOTHING_ACCEPTED, *DENIALS, *OTHERS, NotPassedOn])
def test_only_imini_itself_can_deny_a_task(kind: type[JobError]) -> None:
    assert denies_task(kind()) is (kind in DENIALS)


def test_without_jitter_the_delays_double_up_to_the_cap() -> None:
    backoff = Backoff(first=1, factor=2, cap=30, jitter=0)
    assert [backoff.delay(attempt) for attempt in range(7)] == [1, 2, 4, 8, 16, 30, 30]


@given(attempt=st.integers(0, 10_000), seed=st.integers())
def test_a_delay_stays_within_its_jitter(attempt: int, seed: int) -> None:
    plain = min(2.0 ** min(attempt, 100), 30)
    assert 0.8 * plain <= Backoff(rng=seeded(seed)).delay(attempt) <= 1.2 * plain


def test_delays_differ_so_that_clients_spread() -> None:
    backoff = Backoff(rng=seeded())
    assert len({backoff.delay(3) for _ in range(10)}) == 10


def test_the_longer_of_backoff_and_demand_counts() -> None:
    backoff = Backoff(jitter=0)
    assert backoff.delay(0, Unavailable(503, retry_after=12)) == 12
    assert backoff.delay(4, Unavailable(503, retry_after=12)) == 16


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (None, 0),
        (Unreachable(), 0),
        (ServerError(500), 0),
        (Unavailable(503, retry_after=7), 7),
        (RateLimited(429), RATE_LIMIT_FLOOR),
        (RateLimited(429, retry_after=1), RATE_LIMIT_FLOOR),
        (RateLimited(429, retry_after=42), 42),
        (RateLimited(429, retry_after=86_400), RETRY_AFTER_CAP),
        (RateLimited(429, retry_after=float("inf")), RETRY_AFTER_CAP),
    ],
)
def test_imini_says_how_long_to_stay_away(error: JobError | None, seconds: float) -> None:
    assert demanded_pause(error) == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("7", 7),
        ("1.5", 1.5),
        ("-3", 0),
        ("soon", None),
        (format_datetime(NOW.replace(minute=2), usegmt=True), 120),
        ("Thu, 23 Apr 2026 05:00:30 +0200", 30),
        ("Thu, 23 Apr 2026 03:00:30 -0000", 30),
        (format_datetime(NOW.replace(year=2020), usegmt=True), 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert parse_retry_after(header, NOW.timestamp()) == seconds


@pytest.fixture
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The host's clock shows the time of Tokyo."""
    with monkeypatch.context() as context:
        context.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_greenwich")
@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_does_not_depend_on_where_the_host_lives(zone: str) -> None:
    assert parse_retry_after(f"Thu, 23 Apr 2026 03:00:30 {zone}", NOW.timestamp()) == 30


@given(st.one_of(st.text(max_size=40), st.text("0123456789 :,+-GMTJanMonday.e", max_size=40)))
def test_no_retry_after_header_breaks_anything(header: str) -> None:
    seconds = parse_retry_after(header, NOW.timestamp())
    assert seconds is None or seconds >= 0
    assert 0 <= demanded_pause(Unavailable(503, retry_after=seconds)) <= RETRY_AFTER_CAP
