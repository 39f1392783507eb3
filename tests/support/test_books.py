"""The audit behind the crash and chaos runs finds what it is there to find."""

import pytest

from tests.support.books import Books, Entry, Fate

DELIVERED = Entry("delivered", charged=1, made=1)
FAILED = Entry("failed")


@pytest.mark.parametrize(
    "fate",
    [
        Fate("a fox", DELIVERED, shown=1),
        Fate("a fox", Entry("delivered", charged=2, cost=4, asked=4, made=2), shown=2),
        Fate("a fox", Entry("delivered", charged=1, cost=2, asked=2, made=2), shown=1, owned_up=True),
        Fate("a fox", FAILED),
        Fate("a fox", Entry("unknown"), submits=1, tasks=0),
        Fate("a fox", FAILED, answered=False, told=False),
        Fate("a fox", None, answered=False, submits=0, tasks=0),
        Fate("sandbox:503 1", DELIVERED, shown=1, submits=2),
    ],
)
def test_a_good_end_is_no_fault(fate: Fate) -> None:
    assert list(Books((fate,)).faults) == []


@pytest.mark.parametrize(
    ("fate", "wrong"),
    [
        (Fate("a fox", None), "lost"),
        (Fate("a fox", None, answered=False), "lost"),
        (Fate("a fox", Entry("delivered", made=1), shown=0), "lost"),
        (Fate("a fox", Entry("delivered", charged=1, cost=2, asked=2, made=2), shown=1), "lost"),
        (Fate("a fox", Entry("submitted")), "lost"),
        (Fate("a fox", FAILED, told=False), "lost"),
        (Fate("a fox", Entry("delivered", charged=2, made=1), shown=2), "doubled"),
        (Fate("a fox", DELIVERED, shown=1, submits=2), "doubled"),
        (Fate("sandbox:503 1", DELIVERED, shown=1, submits=3, tasks=2), "doubled"),
        (Fate("a fox", None, answered=False, submits=0, shown=1), "doubled"),
        (Fate("a fox", Entry("delivered", charged=0, made=1), shown=1), "miscounted"),
        (Fate("a fox", Entry("delivered", charged=2, cost=1, made=1), shown=1), "miscounted"),
        (Fate("a fox", Entry("failed", charged=1)), "miscounted"),
        (Fate("a fox", DELIVERED, shown=1, priced=False), "miscounted"),
    ],
)
def test_a_bad_end_is_found(fate: Fate, wrong: str) -> None:
    (fault,) = Books((fate,)).faults
    assert fault.startswith(wrong)
