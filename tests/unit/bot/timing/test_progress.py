"""The steps of a job's progress."""

import pytest

from bot.timing.progress import STEPS, Countdown, Progress

COUNTDOWN = Countdown(began=100.0, usual=30.0, ends_at=1_700_000_030.0)


@pytest.mark.parametrize(
    ("now", "fraction"), [(100, 0), (109.9, 0), (110, 1 / 3), (119.9, 1 / 3), (120, 2 / 3), (129.9, 2 / 3)]
)
def test_progress_moves_in_steps_and_its_end_stays(now: float, fraction: float) -> None:
    assert COUNTDOWN.progress(now) == Progress(fraction, 1_700_000_030.0)


@pytest.mark.parametrize("now", [140, 500])
def test_what_is_much_later_than_usual_shows_no_progress(now: float) -> None:
    assert COUNTDOWN.progress(now) is None


def test_the_progress_changes_at_its_steps_and_never_after_the_last() -> None:
    now, moments = COUNTDOWN.began, []
    while (step := COUNTDOWN.next_step(now)) is not None:
        assert COUNTDOWN.progress(step) != COUNTDOWN.progress(now)
        moments.append(step)
        now = step
    assert moments == pytest.approx([110, 120, 140])
    assert len(moments) == STEPS
