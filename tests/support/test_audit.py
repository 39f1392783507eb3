"""The audit of the crash and chaos runs finds every fault."""

import pytest

from tests.support.audit import Audit, Outcome, StoredJob

DELIVERED = StoredJob("delivered", charged=1, made=1)
FAILED = StoredJob("failed")


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("a fox", DELIVERED, shown=1),
        Outcome("a fox", StoredJob("delivered", charged=2, cost=4, requested=4, made=2), shown=2),
        Outcome("a fox", StoredJob("delivered", charged=1, cost=2, requested=2, made=2), shown=1, gap_shown=True),
        Outcome("a fox", StoredJob("delivered", charged=2, cost=2, requested=2, made=2, unconfirmed=1), shown=1),
        Outcome("a fox", StoredJob("delivered", charged=2, cost=2, requested=2, made=2, unconfirmed=1), shown=2),
        Outcome("a fox", FAILED),
        Outcome("a fox", StoredJob("unknown"), submits=1, tasks=0),
        Outcome("a fox", FAILED, answered=False, end_shown=False),
        Outcome("a fox", None, answered=False, submits=0, tasks=0),
        Outcome("sandbox:503 1", DELIVERED, shown=1, submits=2),
    ],
)
def test_a_good_end_is_no_fault(outcome: Outcome) -> None:
    assert list(Audit((outcome,)).faults) == []


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [
        (Outcome("a fox", None), "lost"),
        (Outcome("a fox", None, answered=False), "lost"),
        (Outcome("a fox", StoredJob("delivered", made=1), shown=0), "lost"),
        (Outcome("a fox", StoredJob("delivered", charged=1, cost=2, requested=2, made=2), shown=1), "lost"),
        (
            Outcome("a fox", StoredJob("delivered", cost=3, requested=3, made=3, charged=2, unconfirmed=1), shown=1),
            "lost",
        ),
        (Outcome("a fox", StoredJob("submitted")), "lost"),
        (Outcome("a fox", FAILED, end_shown=False), "lost"),
        (Outcome("a fox", StoredJob("delivered", charged=2, made=1), shown=2), "doubled"),
        (
            Outcome("a fox", StoredJob("delivered", charged=3, cost=2, requested=2, made=2, unconfirmed=1), shown=3),
            "doubled",
        ),
        (Outcome("a fox", DELIVERED, shown=1, submits=2), "doubled"),
        (Outcome("sandbox:503 1", DELIVERED, shown=1, submits=3, tasks=2), "doubled"),
        (Outcome("a fox", None, answered=False, submits=0, shown=1), "doubled"),
        (Outcome("a fox", StoredJob("delivered", charged=0, made=1), shown=1), "miscounted"),
        (Outcome("a fox", StoredJob("delivered", charged=2, cost=1, made=1), shown=1), "miscounted"),
        (Outcome("a fox", StoredJob("failed", charged=1)), "miscounted"),
        (Outcome("a fox", DELIVERED, shown=1, price_shown=False), "miscounted"),
    ],
)
def test_a_bad_end_is_found(outcome: Outcome, wrong: str) -> None:
    (fault,) = Audit((outcome,)).faults
    assert fault.startswith(wrong)
