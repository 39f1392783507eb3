"""Days, weeks and months of the calendar in a time zone, as spans of time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.servers.rules import Period


@dataclass(frozen=True, slots=True)
class Span:
    """From ``starts`` until just before ``ends``, in epoch seconds."""

    starts: float
    ends: float

    def __contains__(self, at: float) -> bool:
        return self.starts <= at < self.ends


def span_at(period: Period, zone: ZoneInfo, at: float) -> Span:
    """The day, the week from Monday, or the month in which ``at`` (epoch seconds) falls in ``zone``."""
    first, following = _dates(period, datetime.fromtimestamp(at, zone).date())
    return Span(_beginning(first, zone), _beginning(following, zone))


def span_before(period: Period, zone: ZoneInfo, at: float) -> Span:
    """The span of the same kind that ended when the one of ``at`` began."""
    return span_at(period, zone, span_at(period, zone, at).starts - 1)


def days_of(span: Span, zone: ZoneInfo) -> list[date]:
    """The days of the calendar that begin in ``span``."""
    day = datetime.fromtimestamp(span.starts, zone).date()
    days = []
    while _beginning(day, zone) < span.ends:
        days.append(day)
        day += timedelta(days=1)
    return days


def _dates(period: Period, day: date) -> tuple[date, date]:
    """The first day of the period that has ``day`` in it, and of the one after it."""
    match period:
        case Period.DAY:
            return day, day + timedelta(days=1)
        case Period.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=7)
        case Period.MONTH:
            first = day.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1)


def _beginning(day: date, zone: ZoneInfo) -> float:
    """When a day begins: at midnight, or at the first moment after it where a change of the clocks skips midnight.

    Of a midnight that comes twice it is the first: ``fold`` is 0 (PEP 495).
    """
    return datetime.combine(day, time(), zone).timestamp()
