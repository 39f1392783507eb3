"""Which trouble a host is told of: each condition just before and just after it holds."""

from dataclasses import replace

import pytest

from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.spans import Span
from bot.cluster.notices import Notice, NoticeHandler
from bot.host.disk import ROOM
from bot.host.error_rate import WINDOW, ErrorRate
from bot.host.reports import KEPT, Report, Reports
from bot.host.troubles import GATEWAY_LOST, Symptom, Trouble, symptoms
from bot.metrics.meter import NO_METER
from tests.support.clock import FakeClock

NOW, LATE = 1_700_000_000.0, 1200.0

FINE = Report(
    run="0a1b2c",
    version="1.0",
    started_at=NOW - 60,
    standby=False,
    shards=2,
    connected=2,
    shard_count=2,
    silence=GATEWAY_LOST,
    open_jobs=1,
    oldest_job_at=NOW - LATE,
    servers=3,
    disk_free=ROOM,
    account_refused=False,
    ended=10,
    failed=5,
)


def _spent(spent: int, warned: int = 0) -> Spending:
    return Spending(Cap(Level.BOT, None, None, 100, Span(0.0, NOW + 5)), spent, warned)


def _held(*reports: Report, budget: Spending | None = None) -> dict[Trouble, Symptom]:
    found = symptoms(reports or (FINE,), budget, LATE, NOW)
    return {symptom.trouble: symptom for symptom in found if symptom.holds}


def test_at_its_limits_the_bot_is_well_and_every_trouble_is_looked_at() -> None:
    assert _held(budget=_spent(79)) == {}
    looked_at = {symptom.trouble for symptom in symptoms([FINE], None, LATE, NOW)}
    assert looked_at == set(Trouble) - {Trouble.SERVER_USED_UP}


@pytest.mark.parametrize(
    ("changes", "trouble", "amount"),
    [
        ({"account_refused": True}, Trouble.ACCOUNT, 0),
        ({"oldest_job_at": NOW - LATE - 1}, Trouble.LATE, 20),
        ({"disk_free": ROOM - 1}, Trouble.DISK, ROOM - 1),
        ({"silence": GATEWAY_LOST + 1}, Trouble.GATEWAY, 3),
        ({"failed": 6}, Trouble.ERRORS, 6),
        ({"vacant": 2}, Trouble.VACANT, 2),
    ],
)
def test_one_process_in_trouble_is_enough_and_is_named(
    changes: dict[str, object], trouble: Trouble, amount: int
) -> None:
    ill = replace(FINE, run="ill", **changes)  # type: ignore[arg-type]  # each is of its field's type
    others = replace(FINE, ended=0, failed=0)
    held = _held(others, ill, others)
    assert list(held) == [trouble]
    assert held[trouble].amount == amount
    assert held[trouble].run in {"", "ill"}


def test_a_standby_is_silent_and_well() -> None:
    assert _held(FINE, replace(FINE, standby=True, shards=0, silence=9999.0)) == {}


def test_a_few_failures_are_no_error_rate() -> None:
    assert _held(replace(FINE, ended=4, failed=4)) == {}


@pytest.mark.parametrize(
    ("budget", "trouble"),
    [
        (_spent(80), Trouble.BUDGET_NEARLY),
        (_spent(99), Trouble.BUDGET_NEARLY),
        (_spent(99, warned=100), Trouble.BUDGET_USED_UP),
        (_spent(100), Trouble.BUDGET_USED_UP),
        (_spent(150), Trouble.BUDGET_USED_UP),
    ],
)
def test_a_budget_is_told_at_80_and_at_100_percent(budget: Spending, trouble: Trouble) -> None:
    held = _held(budget=budget)
    assert list(held) == [trouble]
    assert (held[trouble].whole, held[trouble].until) == (100, NOW + 5)


def test_once_all_of_a_budget_is_spent_nobody_is_told_that_it_is_no_longer_nearly_all() -> None:
    found = symptoms([FINE], _spent(100), LATE, NOW)
    assert Trouble.BUDGET_NEARLY not in {symptom.trouble for symptom in found}


def test_failures_count_for_a_while_and_those_of_members_and_of_the_account_never(clock: FakeClock) -> None:
    rate = ErrorRate(NO_METER, clock.clock)
    for ending, reason in (
        ("delivered", ""),
        ("failed", "busy"),
        ("unknown", ""),
        ("failed", "moderation"),
        ("failed", "out_of_credits"),
        ("cancelled", ""),
    ):
        rate.job_ended(ending, reason, 1)
    assert rate.counts() == (3, 2)
    clock.advance(WINDOW)
    assert rate.counts() == (0, 0)


def test_a_report_of_another_process_counts_for_a_while_whatever_else_it_says(clock: FakeClock) -> None:
    board = Board()
    here, there = Reports(board, clock.clock), Reports(board, clock.clock)
    there.post(FINE)
    assert here.others()[0] == FINE
    board.more = {"from a newer version": 1}
    there.post(replace(FINE, open_jobs=7))
    assert [report.open_jobs for report in here.others()] == [7]
    clock.advance(KEPT)
    assert here.others() == []


def test_the_report_of_a_process_that_ends_counts_no_more(clock: FakeClock) -> None:
    board = Board()
    here, there = Reports(board, clock.clock), Reports(board, clock.clock)
    for run in ("ends", "stays"):
        there.post(replace(FINE, run=run))
    there.withdraw("ends")
    assert [report.run for report in here.others()] == ["stays"]


class Board:
    """Notices that all who share it hear at once, with what a newer version adds."""

    def __init__(self) -> None:
        self.more: dict[str, object] = {}
        self._handlers: list[NoticeHandler] = []

    def post(self, notice: Notice) -> None:
        for handler in self._handlers:
            handler(replace(notice, data={**notice.data, **self.more}))

    def subscribe(self, _: str, handler: NoticeHandler) -> None:
        self._handlers.append(handler)
