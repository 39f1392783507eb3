"""Days, weeks and months begin where the calendar of their time zone says so, whatever the clocks do."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.budgets.spans import Span, days_of, span_at, span_before
from bot.servers.rules import Period

ZONES = sorted(available_timezones())
MOMENTS = st.floats(0, 4e9)
HOUR = 3600.0


def _at(text: str, zone: str = "UTC") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def _said(span: Span, zone: str) -> tuple[str, str]:
    """When a span begins and ends, as a clock in ``zone`` shows it."""
    shown = (datetime.fromtimestamp(moment, ZoneInfo(zone)) for moment in (span.starts, span.ends))
    begins, ends = (moment.strftime("%Y-%m-%d %H:%M") for moment in shown)
    return begins, ends


@pytest.mark.parametrize(
    ("period", "begins", "ends"),
    [
        (Period.DAY, "2026-11-26 00:00", "2026-11-27 00:00"),
        (Period.WEEK, "2026-11-23 00:00", "2026-11-30 00:00"),
        (Period.MONTH, "2026-11-01 00:00", "2026-12-01 00:00"),
    ],
)
def test_a_day_a_week_from_monday_and_a_month_are_those_of_the_calendar(period: Period, begins: str, ends: str) -> None:
    # A Thursday, early in the morning: in UTC it is still Wednesday.
    span = span_at(period, ZoneInfo("Asia/Shanghai"), _at("2026-11-26 03:00", "Asia/Shanghai"))
    assert _said(span, "Asia/Shanghai") == (begins, ends)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
    ],
)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(zone: str, day: str, hours: float) -> None:
    span = span_at(Period.DAY, ZoneInfo(zone), _at(f"{day} 12:00", zone))
    assert span.ends - span.starts == hours * HOUR


def test_a_day_whose_midnight_is_skipped_begins_an_hour_later() -> None:
    span = span_at(Period.DAY, ZoneInfo("Africa/Cairo"), _at("2026-04-24 12:00", "Africa/Cairo"))
    assert _said(span, "Africa/Cairo") == ("2026-04-24 01:00", "2026-04-25 00:00")


def test_a_day_whose_midnight_comes_twice_begins_at_the_first() -> None:
    span = span_at(Period.DAY, ZoneInfo("America/Havana"), _at("2026-11-01 12:00", "America/Havana"))
    assert span.ends - span.starts == 25 * HOUR


def test_december_is_followed_by_january_and_february_knows_leap_years() -> None:
    zone = ZoneInfo("UTC")
    assert _said(span_at(Period.MONTH, zone, _at("2026-12-31 23:59")), "UTC")[1] == "2027-01-01 00:00"
    assert _said(span_at(Period.MONTH, zone, _at("2028-02-29 12:00")), "UTC")[1] == "2028-03-01 00:00"


def test_the_month_before_march_is_february() -> None:
    before = span_before(Period.MONTH, ZoneInfo("Europe/Berlin"), _at("2026-03-31 12:00", "Europe/Berlin"))
    assert _said(before, "Europe/Berlin") == ("2026-02-01 00:00", "2026-03-01 00:00")


def test_the_days_of_a_month_are_all_of_them_once() -> None:
    zone = ZoneInfo("Europe/Berlin")
    days = days_of(span_at(Period.MONTH, zone, _at("2026-03-15 12:00")), zone)
    assert [day.day for day in days] == list(range(1, 32))


@given(at=MOMENTS, name=st.sampled_from(ZONES), period=st.sampled_from(Period))
def test_every_moment_is_in_its_span_and_the_spans_follow_each_other(at: float, name: str, period: Period) -> None:
    zone = ZoneInfo(name)
    span = span_at(period, zone, at)
    assert at in span
    assert span_at(period, zone, span.starts) == span
    assert span_at(period, zone, span.ends).starts == span.ends
    assert span_before(period, zone, at).ends == span.starts


def test_epoch_seconds_are_those_of_utc() -> None:
    assert span_at(Period.DAY, ZoneInfo("UTC"), 0.0) == Span(0.0, 24 * HOUR)
    assert datetime.fromtimestamp(0, UTC).hour == 0
