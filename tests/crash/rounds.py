"""The plans of the campaign with several processes: what befalls them, round by round."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, cycle, repeat

from tests.crash.mischief import KILLS, TROUBLES, Mischief, a_double_is_killed, one_is_doubled, one_is_paused
from tests.crash.moments import STEPS, Moment

_OF_THE_DOUBLE = {a_double_is_killed, one_is_doubled}
"""There is only one."""


@dataclass(frozen=True, slots=True)
class Round:
    """A process is killed when its job is at ``step``, if there is one; then commands come, and amid them all
    ``mischiefs`` at once.
    """

    mischiefs: tuple[Mischief, ...] = ()
    step: Moment | None = None

    @property
    def kills(self) -> int:
        return sum(KILLS.get(mischief, 0) for mischief in self.mischiefs) + (self.step is not None)


def killing(kills: int) -> Iterator[Round]:
    """``kills`` kills, at the steps of a job and at random in turn.

    At first each step comes alone; later each kill, from the start each one at random, with another trouble.
    """
    steps = [step for pair in STEPS for step in pair]
    alone = (Round(step=step) for step in steps)
    at_steps = (Round((trouble,), step) for step, trouble in zip(cycle(steps), cycle(TROUBLES), strict=False))
    # Both lengths have no divisor in common, so that each kill meets each trouble.
    pairs = (pair for pair in zip(cycle(KILLS), cycle(TROUBLES), strict=False) if not {*pair} >= _OF_THE_DOUBLE)
    at_random = map(Round, pairs)
    left = kills
    for planned in chain.from_iterable(zip(chain(alone, at_steps), at_random, strict=False)):
        if planned.kills <= left:
            left -= planned.kills
            yield planned
        if not left:
            return


def pausing(rounds: int) -> Iterator[Round]:
    """What shows that the fence is missing: only a process that was paused comes back to jobs that others have."""
    return repeat(Round((one_is_paused,)), rounds)


def calm(rounds: int) -> Iterator[Round]:
    """What shows that the lock is missing: members who ask everywhere at once are enough."""
    return repeat(Round(), rounds)
