"""The last steps of a job: charge, deliver, report, and ping once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import FailureKind
from bot.images.errors import NoPictures
from bot.images.pictures import Fetched
from bot.jobs.card import Card
from bot.jobs.errors import CardDeleted, NotDeliverable
from bot.jobs.job import Job, Removal
from bot.jobs.state import JobState
from bot.worker.presenter import Record
from tests.support.clock import FakeClock
from tests.support.core import Core
from tests.support.imini import FakeImini
from tests.support.jobs import START, a_card
from tests.support.presenter import RecordingPresenter
from tests.support.runners import a_runner, fetched

AT_ONCE = 0.0
PRIVATE = a_card(private=True)


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    """A core whose imini makes every picture at once."""
    async with Core(tmp_path, FakeImini(), clock) as core:
        yield core


class Refusing(RecordingPresenter):
    """A presenter whose delivery fails with ``error``."""

    error: Exception = NotDeliverable(message="nowhere")

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:  # noqa: ARG002 - the port's
        """Raise it."""
        raise self.error


class Spending(RecordingPresenter):
    """A presenter that looks up what the requester has spent by the time the pictures are shown."""

    def __init__(self, core: Core) -> None:
        super().__init__()
        self.core = core
        self.used = -1

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:
        """Look."""
        self.used = await self.core.used()
        return await super().deliver(job, shown, fetched, record)


class Moving(RecordingPresenter):
    """A presenter whose card moves to another message."""

    async def deliver(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:  # noqa: ARG002 - the port's
        """Bring the pictures there."""
        return await record(job.on_card(job.card.moved(message_id=41)))

    async def report_end(self, job: Job, record: Record) -> Job:
        """Say so where the card was."""
        job = await super().report_end(job, record)
        return job.on_card(replace(job.card, former=None))


async def test_a_delivered_job_is_charged_for_what_came_and_closed(core: Core, clock: FakeClock) -> None:
    presenter, job = RecordingPresenter(), await core.admit(num=4)
    await a_runner(core, clock, presenter, fetched(3)).run(job)
    end = await core.written(job)
    assert (end.state, end.charged, end.acknowledged, await core.used()) == (JobState.DELIVERED, 3, True, 3)
    assert [(shown.state, shown.charged) for shown in presenter.delivered] == [(JobState.DELIVERED, 3)]
    assert presenter.ends == []


async def test_what_is_not_charged_is_back_before_the_pictures_are_shown(core: Core, clock: FakeClock) -> None:
    presenter, job = Spending(core), await core.admit(num=4)
    await a_runner(core, clock, presenter, fetched(1)).run(job)
    assert presenter.used == 1


async def test_pictures_to_which_no_way_leads_stay_charged_and_their_end_is_told(core: Core, clock: FakeClock) -> None:
    presenter, job = Refusing(), await core.admit(num=2)
    await a_runner(core, clock, presenter, fetched(2)).run(job)
    end = await core.written(job)
    assert (end.state, end.charged, end.acknowledged, await core.used()) == (JobState.UNDELIVERED, 2, True, 2)
    assert [told.state for told in presenter.ends] == [JobState.UNDELIVERED]


@pytest.mark.parametrize(
    ("error", "kind"), [(ZeroDivisionError(), FailureKind.BUG), (NoPictures(), FailureKind.UNDELIVERABLE)]
)
async def test_whatever_else_goes_wrong_while_it_is_brought_costs_nothing(
    core: Core, clock: FakeClock, error: Exception, kind: FailureKind
) -> None:
    presenter, job = Refusing(), await core.admit(num=2)
    presenter.error = error
    await a_runner(core, clock, presenter).run(job)
    end = await core.written(job)
    assert end.failure
    assert (end.state, end.failure.kind, end.charged, await core.used()) == (JobState.FAILED, kind, 0, 0)
    assert [told.state for told in presenter.ends] == [JobState.FAILED]


async def test_a_job_whose_card_has_moved_is_open_until_that_is_told(core: Core, clock: FakeClock) -> None:
    presenter, job = Moving(), await core.admit()
    await a_runner(core, clock, presenter).run(job)
    (told,) = presenter.ends
    assert (told.state, told.acknowledged, told.card.message_id) == (JobState.DELIVERED, False, 41)
    assert told.card.former == job.card
    end = await core.written(job)
    assert (end.acknowledged, end.card.message_id, end.card.former) == (True, 41, None)


async def test_whoever_tells_the_end_hears_that_the_card_was_emptied(core: Core, clock: FakeClock) -> None:
    presenter, job = Refusing(), await core.admit()
    await core.repository.add_removal(job.id, Removal(10, START, 30))
    await a_runner(core, clock, presenter).run(job)
    assert [bool(told.removals) for told in presenter.ends] == [True]


async def test_a_requester_who_waited_long_is_pinged_once(core: Core, clock: FakeClock) -> None:
    presenter, job = RecordingPresenter(), await core.admit()
    runner = a_runner(core, clock, presenter, notify_after=AT_ONCE)
    await runner.run(job)
    await runner.run(await core.written(job))
    assert [pinged.id for pinged in presenter.pings] == [job.id]
    assert (await core.written(job)).notified


@pytest.mark.parametrize("waited", [59.0, 60.0])
async def test_nobody_is_pinged_who_was_served_soon(core: Core, clock: FakeClock, waited: float) -> None:
    presenter, job = RecordingPresenter(), await core.lifecycle.fail(await core.admit(), NoPictures())
    clock.advance(waited)
    await a_runner(core, clock, presenter, notify_after=60.0).run(job)
    assert bool(presenter.pings) is (waited >= 60)


@pytest.mark.parametrize("card", [PRIVATE, a_card(bot_in_channel=False), a_card(message_id=None)])
async def test_a_card_that_nobody_else_can_see_pings_nobody(core: Core, clock: FakeClock, card: Card) -> None:
    presenter, job = RecordingPresenter(), (await core.admit()).on_card(card)
    await a_runner(core, clock, presenter, notify_after=AT_ONCE).run(job)
    assert presenter.pings == []


async def test_a_card_that_was_deleted_pings_nobody(core: Core, clock: FakeClock) -> None:
    presenter, job = Refusing(), await core.admit()
    presenter.error = CardDeleted(message="gone")
    await a_runner(core, clock, presenter, notify_after=AT_ONCE).run(job)
    assert (len(presenter.ends), presenter.pings) == (1, [])


@pytest.mark.parametrize("presenter", [RecordingPresenter(), Refusing()])
async def test_a_card_that_was_removed_pings_nobody(
    core: Core, clock: FakeClock, presenter: RecordingPresenter
) -> None:
    job = await core.admit()
    await core.repository.add_removal(job.id, Removal(11, START, 30, moderator=True))
    await a_runner(core, clock, presenter, notify_after=AT_ONCE).run(job)
    assert (await core.written(job)).acknowledged
    assert presenter.pings == []


async def test_a_hidden_job_is_paid_and_neither_brought_nor_pinged(core: Core, clock: FakeClock) -> None:
    presenter, job = RecordingPresenter(), await core.submitter.submit(await core.admit(num=2))
    await a_runner(core, clock, presenter, notify_after=AT_ONCE).run(await core.lifecycle.hide(job))
    end = await core.written(job)
    assert (end.state, end.charged, end.acknowledged) == (JobState.UNDELIVERED, 2, True)
    assert (presenter.delivered, presenter.pings, len(presenter.ends)) == ([], [], 1)


@pytest.mark.parametrize("presenter", [RecordingPresenter(), Refusing(), Moving()])
async def test_whoever_observes_the_ends_of_jobs_hears_of_each_once_and_after_it_is_closed(
    core: Core, clock: FakeClock, presenter: RecordingPresenter
) -> None:
    observed, job = list[Job](), await core.admit()
    runner = a_runner(core, clock, presenter)
    runner.on_end(observed.append)
    await runner.run(job)
    end = await core.written(job)
    await runner.run(end)  # as for a job that is found again
    assert [(job.id, job.state, job.acknowledged) for job in observed] == [(job.id, end.state, True)]
