"""The table of a job's states in docs/architecture.md is the code's own."""

from itertools import pairwise

from bot.jobs.state import STEPS
from tests.meta import documents, sources

PAGE = sources.ROOT / "docs" / "architecture.md"


def test_the_table_of_states_tells_the_steps_of_the_code() -> None:
    told = {state: following for state, following, _ in documents.table(PAGE, "A job that is")}
    assert told == {state: ", ".join(after for after in STEPS if after in STEPS[state]) or "-" for state in STEPS}


def test_the_straight_way_takes_steps_of_the_code() -> None:
    ways = (line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("accepted --> "))
    (way,) = (line.partition("    ")[0].strip().split(" --> ") for line in ways)
    steps = [(state, after) for state in STEPS for after in STEPS[state]]
    assert [step for step in pairwise(way) if step not in steps] == []
    assert len(way) == 5
