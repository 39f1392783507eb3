"""What an audit says of budgets: whether they were exceeded, and whether a run put them to the test."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from tests.standin import Channel, User
from tests.support.books import BUDGETS, CapWatch
from tests.support.governed import GovernedServer
from tests.support.stage import ImagineCall

CAPS = {"server:5": 12, "member:5": 4, "bot": 100}


class Rows:
    """A database in which these accounts have met their caps; the interactions of ``jobs`` have become jobs."""

    def __init__(self, met: Sequence[str], jobs: Sequence[int] = ()) -> None:
        self._met = met
        self._jobs = jobs

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        if values:
            return [(len({*self._jobs} & {*values}),)]
        return [(account, 0, 0, 100) for account in self._met] if statement == BUDGETS else []

    def write(self, statement: str, values: Sequence[object]) -> None:
        raise AssertionError((statement, values))


def _asked(interaction_id: int) -> ImagineCall:
    return cast(
        ImagineCall, SimpleNamespace(interaction=SimpleNamespace(id=str(interaction_id)), submits=[], prompt="a")
    )


def _faults(books: Rows, refused: Sequence[ImagineCall]) -> list[str]:
    nobody = cast(User, None)
    server = GovernedServer(cast(Channel, None), nobody, nobody, books, CapWatch(), refused=[*refused])
    return server.conclude()


def test_a_cap_is_exceeded_by_more_than_was_granted_by_any_account_of_its_level() -> None:
    watch = CapWatch(CAPS)
    watch.look(
        [
            ("server:5", 18, 6, 0),
            ("member:5:7", 4, 0, 80),
            ("bot", 100, 0, 80),
            ("host:5", 900, 0, 80),
            ("server:55", 900, 0, 80),
        ]
    )
    assert list(watch.faults) == []
    watch.look([("server:5", 19, 6, 80), ("member:5:7", 5, 0, 80)])
    watch.look([("member:5:7", 6, 0, 80), ("bot", 101, 0, 80)])
    assert watch.over == {"server:5": 19, "member:5:7": 6, "bot": 101}
    assert len(list(watch.faults)) == 3


def test_a_cap_that_was_met_stays_one_that_was_though_a_grant_has_raised_it_since() -> None:
    watch = CapWatch(CAPS)
    watch.look([("server:5", 18, 6, 100), ("bot", 20, 0, 0)])
    watch.look([("server:5", 20, 10, 80), ("bot", 30, 0, 0)])
    assert watch.met == {"server:5"}


def test_a_run_in_which_every_level_was_met_and_the_blocked_one_was_refused_has_no_faults() -> None:
    assert _faults(Rows(["bot", "server:5", "member:5:7"]), [_asked(1)]) == []


def test_a_run_that_put_nothing_to_the_test_fails() -> None:
    faults = _faults(Rows(["server:5"]), [])
    assert len(faults) == 3
    assert all(fault.startswith("not tested") for fault in faults)


def test_a_job_of_the_blocked_one_is_a_fault() -> None:
    (fault,) = _faults(Rows(["bot", "server:5", "member:5:7"], jobs=[2]), [_asked(1), _asked(2)])
    assert fault.startswith("blocked")
