"""The card of an active job: few edits, and the end of the job does not wait for them."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from discord import ui

from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.runtime.clock import Clock
from bot.timing.progress import Progress
from bot.worker.presenter import Update
from cogs.delivery.progress import CUT_OFF_TIMEOUT, DRAWN_FOR, FETCHING_AFTER, GAP, ProgressUpdater
from cogs.memory.edit_budget import EditBudget
from tests.support.clock import FakeClock
from tests.support.jobs import a_card, a_job, a_request
from tests.support.views import text_of


class FakeCard:
    """A card that records what it showed and when; edits take as long as ``open`` is not set."""

    def __init__(self, clock: FakeClock) -> None:
        self.shown: list[str] = []
        self.looks: list[str] = []
        self.forbidden = ""
        self.moments: list[float] = []
        self.open = asyncio.Event()
        self.open.set()
        self.begun = asyncio.Event()
        self._clock = clock

    @staticmethod
    def draw(update: Update) -> ui.LayoutView:
        """A view that says the job's prompt, if the card is not plain."""
        view = ui.LayoutView()
        view.add_item(ui.TextDisplay("-" if update.job.card.plain else update.job.request.prompt))
        return view

    async def edit(self, job: Job, draw: Callable[[Card], ui.LayoutView]) -> Card:
        """Show it once ``open`` is set; a forbidden word makes the card plain."""
        plain = job.card.plain or job.request.prompt in self.forbidden
        self.looks.append(text_of(draw(replace(job.card, plain=plain))))
        self.begun.set()
        await self.open.wait()
        self.shown.append(job.request.prompt)
        self.moments.append(self._clock.time)
        return replace(job.card, plain=plain)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that only sleeping moves."""
    return FakeClock()


@pytest.fixture
def card(clock: FakeClock) -> FakeCard:
    """A card that takes edits at once."""
    return FakeCard(clock)


def _update(prompt: str, state: JobState = JobState.SUBMITTED) -> Update:
    return Update(a_job(state=state, request=a_request(prompt=prompt)))


def _asleep(clock: FakeClock) -> Clock:
    """The same clock, on which nobody ever wakes by themselves."""
    return Clock(now=clock.clock.now, monotonic=clock.clock.monotonic, sleep=_never)


async def _never(_: float) -> None:
    await asyncio.Event().wait()


async def _steps(count: int = 10) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_edits_that_show_progress_are_a_gap_apart(card: FakeCard, clock: FakeClock) -> None:
    async with ProgressUpdater(card.draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        for prompt in "abc":
            updater.show(_update(prompt))
            await _steps()
    assert card.shown == ["a", "b", "c"]
    assert [later - earlier for earlier, later in pairwise(card.moments)] == [GAP, GAP]


async def test_what_looks_the_same_is_not_shown_again(card: FakeCard, clock: FakeClock) -> None:
    async with ProgressUpdater(card.draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        for prompt in "aab":
            updater.show(_update(prompt))
            await _steps()
    assert card.shown == ["a", "b"]


@pytest.mark.parametrize(("forbidden", "drawn"), [("", 2), ("b", 3)], ids=["same", "plain"])
async def test_an_edit_draws_the_card_once_and_once_more_where_it_becomes_plain(
    card: FakeCard, clock: FakeClock, forbidden: str, drawn: int
) -> None:
    card.forbidden, looks = forbidden, list[str]()

    def draw(update: Update) -> ui.LayoutView:
        looks.append(update.job.request.prompt)
        return card.draw(update)

    async with ProgressUpdater(draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        for prompt in "ab":
            updater.show(_update(prompt))
            await _steps()
    assert len(looks) == drawn


async def test_without_an_edit_left_the_bar_stays_but_news_are_shown(card: FakeCard, clock: FakeClock) -> None:
    def draw(update: Update) -> ui.LayoutView:
        view = card.draw(update)
        return view.add_item(ui.TextDisplay(f"{update.progress.fraction:.0%}" if update.progress else "?"))

    spent = EditBudget(clock.clock, per_second=0, burst=2)
    async with ProgressUpdater(draw, card.edit, a_card(), spent, clock.clock) as updater:
        for prompt, fraction in (("a", 0.0), ("a", 0.3), ("a", 0.6), ("b", 0.6)):
            updater.show(replace(_update(prompt), progress=Progress(fraction, seconds_left=9)))
            await _steps()
    assert [look.split() for look in card.looks] == [["a", "0%"], ["a", "30%"], ["b", "60%"]]


async def test_without_an_edit_left_news_wait_for_newer_ones(card: FakeCard, clock: FakeClock) -> None:
    began, spent = clock.time, EditBudget(clock.clock, per_second=0, burst=0)
    async with ProgressUpdater(card.draw, card.edit, a_card(), spent, clock.clock) as updater:
        for prompt in "ab":
            updater.show(_update(prompt))
        await _steps()
    assert card.shown == ["b"]
    assert card.moments == [began + GAP]


async def test_what_says_the_same_is_drawn_again_only_after_a_while(card: FakeCard, clock: FakeClock) -> None:
    drawn = list[float]()

    def draw(update: Update) -> ui.LayoutView:
        drawn.append(clock.time - began)
        return card.draw(update)

    began, same = clock.time, _update("a")
    async with ProgressUpdater(draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        for _ in range(7):
            updater.show(same)
            await _steps()
            clock.advance(DRAWN_FOR / 3)
    assert drawn == [0, DRAWN_FOR, 2 * DRAWN_FOR]


async def test_a_card_that_has_become_plain_stays_so(card: FakeCard, clock: FakeClock) -> None:
    card.forbidden = "b"
    async with ProgressUpdater(card.draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        for prompt in "abcd":
            updater.show(_update(prompt))
            await _steps()
    assert card.looks == ["a", "-"]
    assert updater.card.plain


async def test_while_the_gap_lasts_the_newest_wins(card: FakeCard, clock: FakeClock) -> None:
    async with ProgressUpdater(card.draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        updater.show(_update("a"))
        await card.begun.wait()
        for prompt in "bcd":
            updater.show(_update(prompt))
        await _steps()
    assert card.shown == ["a", "d"]


async def test_that_pictures_are_fetched_is_shown_only_where_it_takes_a_while(card: FakeCard, clock: FakeClock) -> None:
    began = clock.time
    async with ProgressUpdater(card.draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        updater.show(_update("a", JobState.READY))
        await _steps()
    assert card.moments == [began + FETCHING_AFTER]


async def test_the_end_of_a_job_does_not_wait_for_the_gap(card: FakeCard, clock: FakeClock) -> None:
    async with ProgressUpdater(card.draw, card.edit, a_card(), EditBudget(clock.clock), _asleep(clock)) as updater:
        updater.show(_update("a"))
        await _steps()
        updater.show(_update("b"))
        await _steps()
        await asyncio.wait_for(updater.__aexit__(None), 1)
    assert card.shown == ["a"]


async def test_an_edit_on_its_way_lands_before_the_end_is_shown(card: FakeCard, clock: FakeClock) -> None:
    card.open.clear()
    async with ProgressUpdater(card.draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        updater.show(_update("a"))
        await card.begun.wait()
        finishing = asyncio.create_task(updater.__aexit__(None))
        await _steps()
        assert not finishing.done()
        card.open.set()
        await finishing
        assert card.shown == ["a"]


async def test_an_edit_that_hangs_is_cancelled(card: FakeCard, clock: FakeClock) -> None:
    card.open.clear()
    async with ProgressUpdater(
        card.draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock, last_edit=0.01
    ) as updater:
        updater.show(_update("a"))
        await card.begun.wait()
        await asyncio.wait_for(updater.__aexit__(None), 1)
        card.open.set()
        await _steps()
    assert card.shown == []


async def _cut_off(card: FakeCard, clock: FakeClock, within: float = CUT_OFF_TIMEOUT) -> asyncio.Task[None]:
    """A job that was cut off while an edit of its card is on its way, and waits for it ``within`` seconds."""
    card.open.clear()

    async def job() -> None:
        async with ProgressUpdater(
            card.draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock, cut_off=within
        ) as updater:
            updater.show(_update("a"))
            await asyncio.Event().wait()

    running = asyncio.create_task(job())
    await card.begun.wait()
    running.cancel()
    return running


async def test_an_edit_of_a_job_that_is_cut_off_lands_before_anything_else_is_shown(
    card: FakeCard, clock: FakeClock
) -> None:
    running = await _cut_off(card, clock)
    await _steps()
    assert not running.done()
    card.open.set()
    await asyncio.wait({running})
    assert card.shown == ["a"]


async def test_a_job_that_is_cut_off_cancels_an_edit_that_hangs(card: FakeCard, clock: FakeClock) -> None:
    await asyncio.wait({await _cut_off(card, clock, within=0.01)})
    card.open.set()
    await _steps()
    assert card.shown == []


async def test_a_bug_in_drawing_does_not_end_the_job(
    card: FakeCard, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    def draw(update: Update) -> ui.LayoutView:
        if update.job.request.prompt == "a":
            raise ValueError
        return card.draw(update)

    async with ProgressUpdater(draw, card.edit, a_card(), EditBudget(clock.clock), clock.clock) as updater:
        for prompt in "ab":
            updater.show(_update(prompt))
            await _steps()
    assert card.shown == ["b"]
    assert "couldn't be kept up to date" in caplog.text
