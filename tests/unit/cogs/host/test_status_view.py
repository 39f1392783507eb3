"""What ``/bot status`` says of a process."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.credits.money import CreditPrice
from bot.host.reports import Report
from cogs.host.status_view import BotStatus, Spent, status_view
from tests.support.locales import ENGLISH

PRICE = CreditPrice(Decimal("0.02"), "USD")
ALONE = Report(
    run="0123456789",
    version="1.0.0",
    started_at=0.0,
    standby=False,
    shards=2,
    connected=1,
    shard_count=2,
    silence=3.0,
    open_jobs=1,
    oldest_job_at=None,
    servers=1,
    disk_free=5 << 30,
    account_refused=False,
    ended=0,
    failed=0,
)


def _text(*reports: Report, spent: Spent | None = None, price: CreditPrice | None = None) -> str:
    view = status_view(BotStatus(reports, None, "", spent, 0.0), price, ENGLISH)
    return "\n".join(item.content for item in view.walk_children() if hasattr(item, "content"))


def test_a_process_says_how_many_of_its_connections_work() -> None:
    assert ENGLISH("process-shards", connected=1, shards=2, seconds=3) in _text(ALONE)


def test_the_oldest_open_job_stands_beside_their_number() -> None:
    assert "1 open job · the oldest was requested <t:60:R>" in _text(replace(ALONE, oldest_job_at=60.0)).splitlines()


@pytest.mark.parametrize(("price", "told"), [(None, "1 credit today"), (PRICE, "1 credit ($0.02) today")])
def test_a_single_credit_is_written_as_one(price: CreditPrice | None, told: str) -> None:
    assert f"Spent: {told}, 20" in _text(ALONE, spent=Spent(1, 20, None), price=price)


def test_one_that_stands_by_says_that() -> None:
    assert ENGLISH("process-standby") in _text(ALONE, replace(ALONE, run="other", standby=True, shards=0, connected=0))


def test_slots_that_no_process_has_are_told() -> None:
    told = ENGLISH("status-vacant", n=2)
    assert told in _text(ALONE, replace(ALONE, run="other", vacant=2)).splitlines()
    assert told not in _text(ALONE)


@pytest.mark.parametrize("others", [(), (replace(ALONE, run="other"),)])
def test_one_whose_connections_are_not_known_yet_says_nothing_of_them(others: tuple[Report, ...]) -> None:
    assert ENGLISH("process-shards", connected=0, shards=0, seconds=0) not in _text(
        replace(ALONE, shards=0, connected=0, silence=0.0), *others
    )
