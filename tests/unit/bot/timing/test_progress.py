"""The steps of a job's progress."""

import pytest

from bot.timing.progress import Countdown, Progress

COUNTDOWN = Countdown(began=100.0, usual=30.0)


@pytest.mark.parametrize(
    ("now", "fraction", "left"),
    [(99, 0, 30), (100, 0, 30), (114.9, 0, 30), (115, 0.5, 15), (129.9, 0.5, 15), (130, 1, 0), (139.9, 1, 0)],
)
def test_progress_moves_in_steps_and_stays_within_each(now: float, fraction: float, left: float) -> None:
    assert COUNTDOWN.progress(now) == Progress(fraction, left)


@pytest.mark.parametrize("now", [140, 500])
def test_what_is_much_later_than_usual_shows_no_progress(now: float) -> None:
    assert COUNTDOWN.progress(now) is None


def test_the_progress_changes_at_its_steps_and_never_after_the_last() -> None:
    now, moments = COUNTDOWN.began, []
    while (step := COUNTDOWN.next_step(now)) is not None:
        assert COUNTDOWN.progress(step) != COUNTDOWN.progress(now)
        moments.append(step)
        now = step
    assert moments == pytest.approx([115, 130, 140])
