"""What a host has to know of: conditions, read from the reports of all processes and the budget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.budgets.caps import Spending
from bot.budgets.warnings import NEARLY, USED_UP
from bot.host.disk import ROOM
from bot.host.reports import Report

GATEWAY_LOST = 180.0
"""Seconds without a heartbeat. A connection that breaks is made again within one."""

ENOUGH_JOBS = 5
MOST_FAILED = 0.5
"""The share of jobs that may fail, once so many have ended."""


class Trouble(StrEnum):
    """The kinds of trouble. The values are stored with what was told of each."""

    ACCOUNT = "account"
    BUDGET_NEARLY = "budget_nearly"
    BUDGET_USED_UP = "budget_used_up"
    LATE = "late"
    DISK = "disk"
    GATEWAY = "gateway"
    ERRORS = "errors"
    VACANT = "vacant"
    SERVER_USED_UP = "server_used_up"


@dataclass(frozen=True, slots=True)
class Symptom:
    """Whether a trouble ``holds`` now, and how bad it is.

    ``amount`` and ``whole`` are credits of BUDGET_*, minutes (LATE, GATEWAY), bytes (DISK), jobs (ERRORS) or slots
    (VACANT). ``run`` is that of the process that is worst off, empty if it concerns all. ``until`` is when a budget
    is renewed, ``server`` whose (0: all places outside the bot's servers; None: the whole bot's).
    """

    trouble: Trouble
    holds: bool
    amount: int = 0
    whole: int = 0
    run: str = ""
    until: float = 0.0
    server: int | None = None


def symptoms(reports: Sequence[Report], budget: Spending | None, late_after: float, now: float) -> Iterator[Symptom]:
    """Every trouble of the whole bot, whether it holds ``now`` (epoch seconds) or not.

    A job is late ``late_after`` seconds. ``budget`` is what was spent of the host's own, None without one.
    """
    yield Symptom(Trouble.ACCOUNT, any(report.account_refused for report in reports))
    yield from _budget(budget)
    worst = max(reports, key=lambda report: _age(report, now))
    yield Symptom(Trouble.LATE, _age(worst, now) > late_after, int(_age(worst, now) // 60), run=worst.run)
    worst = min(reports, key=lambda report: report.disk_free)
    yield Symptom(Trouble.DISK, worst.disk_free < ROOM, worst.disk_free, run=worst.run)
    worst = max(reports, key=_silence)
    yield Symptom(Trouble.GATEWAY, _silence(worst) > GATEWAY_LOST, int(_silence(worst) // 60), run=worst.run)
    ended, failed = sum(report.ended for report in reports), sum(report.failed for report in reports)
    yield Symptom(Trouble.ERRORS, ended >= ENOUGH_JOBS and failed > ended * MOST_FAILED, failed, ended)
    vacant = max(report.vacant for report in reports)
    yield Symptom(Trouble.VACANT, vacant > 0, vacant)


def spent_in(server: int, budget: Spending) -> Symptom:
    """A server has used up what the host lets it spend."""
    spent, cap = budget.spent, budget.cap
    return Symptom(Trouble.SERVER_USED_UP, True, spent, cap.limit, until=cap.span.ends, server=server)


def _budget(budget: Spending | None) -> Iterator[Symptom]:
    # Whoever was refused with few credits left has met it as well, which the counter remembers.
    percent = 0 if budget is None else max(budget.warned, *(p for p in (0, NEARLY, USED_UP) if budget.reaches(p)))
    spent, limit, ends = (budget.spent, budget.cap.limit, budget.cap.span.ends) if budget else (0, 0, 0.0)
    # Once all is spent, nobody needs to hear that it is no longer nearly all.
    if percent != USED_UP:
        yield Symptom(Trouble.BUDGET_NEARLY, percent == NEARLY, spent, limit, until=ends)
    yield Symptom(Trouble.BUDGET_USED_UP, percent == USED_UP, spent, limit, until=ends)


def _age(report: Report, now: float) -> float:
    """Seconds since the oldest open job of a process was requested."""
    return 0.0 if report.oldest_job_at is None else now - report.oldest_job_at


def _silence(report: Report) -> float:
    return report.silence if report.shards else 0.0
