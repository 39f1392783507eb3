"""How long the steps of a job take."""

from bot.metrics.job_meter import JobMeter
from bot.metrics.meter import NoMeter
from tests.support.clock import FakeClock


class Noting(NoMeter):
    """A meter that notes durations."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[tuple[str, float]] = []

    def submitted(self, seconds: float) -> None:
        self.noted.append(("submit", seconds))

    def drawn(self, seconds: float) -> None:
        self.noted.append(("drawing", seconds))

    def made_visible(self, seconds: float) -> None:
        self.noted.append(("visible", seconds))


async def test_a_job_is_measured_from_step_to_step(clock: FakeClock) -> None:
    meter = Noting()
    jobs = JobMeter(meter, clock.clock)
    for state, seconds in (("submitting", 2.0), ("submitted", 15.0), ("ready", 3.0), ("delivered", 0.0)):
        jobs.step("a1", state, 14.5)
        jobs.step("a1", state, 14.5)
        clock.advance(seconds)
    assert meter.noted == [("submit", 2.0), ("drawing", 14.5), ("visible", 3.0)]


async def test_a_submit_that_was_not_accepted_is_measured_from_its_next_begin(clock: FakeClock) -> None:
    meter = Noting()
    jobs = JobMeter(meter, clock.clock)
    for state, seconds in (("submitting", 5.0), ("accepted", 5.0), ("submitting", 1.0), ("submitted", 0.0)):
        jobs.step("a1", state)
        clock.advance(seconds)
    assert meter.noted == [("submit", 1.0)]


async def test_what_was_begun_elsewhere_or_has_ended_is_not_measured(clock: FakeClock) -> None:
    meter = Noting()
    jobs = JobMeter(meter, clock.clock)
    jobs.step("a1", "submitted")
    jobs.step("b1", "ready")
    jobs.let_go("b1")
    jobs.step("b1", "delivered")
    assert meter.noted == []
