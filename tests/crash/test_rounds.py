"""The plan of the campaign with several processes."""

import pytest

from tests.crash.mischief import KILLS, TROUBLES
from tests.crash.moments import STEPS
from tests.crash.rounds import killing


@pytest.mark.parametrize("kills", [0, 1, 2, 10, 26, 99, 100])
def test_a_run_of_so_many_kills_kills_so_often(kills: int) -> None:
    assert sum(planned.kills for planned in killing(kills)) == kills


def test_a_run_of_100_kills_at_every_step_and_at_random_amid_every_trouble() -> None:
    planned = list(killing(100))
    assert {one.step for one in planned} == {None, *(step for pair in STEPS for step in pair)}
    at_random = {pair for one in planned if not one.step for pair in [one.mischiefs]}
    assert {kill for kill, _ in at_random} == {*KILLS}
    assert {trouble for _, trouble in at_random} == {*TROUBLES}
    assert {one.mischiefs for one in planned if one.step} == {(), *((trouble,) for trouble in TROUBLES)}
