"""Recovery after a restart: open jobs are resumed, and jobs without a card withdrawn."""

import logging
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any
from unittest.mock import create_autospec

import pytest

from bot.cluster.run import SoleRun
from bot.jobs.job import Job
from bot.jobs.lifecycle import JobLifecycle
from bot.jobs.posts import Fate, Post, Posts
from bot.jobs.state import JobState
from bot.runtime.background import BackgroundTasks
from bot.worker.pending import PendingMessage, PendingMessages
from bot.worker.recovery import CrashRecovery, RecoveryHandlers, Replay
from bot.worker.runner import JobRunner
from tests.support.clock import FakeClock
from tests.support.jobs import START, a_card, a_job

UNSURE = a_job(card=a_card(message_id=None, mark=70_000))
FOUND = 41
WINDOW = 60.0


class Run:
    """A run that begins with ``jobs``, ``pending_messages`` and ``doomed`` posts; ``found`` is the id of every card.

    Pending messages can be ``told`` that they were interrupted, or not.
    """

    def __init__(
        self,
        *jobs: Job,
        pending_messages: tuple[PendingMessage, ...] = (),
        doomed: tuple[Post, ...] = (),
        found: int | None = None,
        told: bool = True,
    ) -> None:
        self.works: list[Coroutine[Any, Any, Any]] = []
        self.looked_for: list[Job] = []
        self.interrupted: list[PendingMessage] = []
        self.erased: list[PendingMessage] = []
        self.swept: list[Post] = []
        self.lifecycle = create_autospec(JobLifecycle, instance=True)
        self.replay = create_autospec(Replay, instance=True)
        self.replay.run.return_value = jobs
        self.lifecycle.set_card.side_effect = lambda job, card: replace(job, card=card)
        self.pending_messages = create_autospec(PendingMessages, instance=True)
        self.pending_messages.interrupted.return_value = pending_messages
        self.posts = create_autospec(Posts, instance=True)
        self.posts.adopt.return_value = doomed
        self.runner = create_autospec(JobRunner, instance=True)
        self._found = found
        self._told = told

    async def begin(self) -> None:
        """Go on, and do all that is done in the background."""
        tasks = create_autospec(BackgroundTasks, instance=True)
        tasks.start.side_effect = lambda work, _: self.works.append(work)
        handlers = RecoveryHandlers(self._find, self._interrupt, self._erase, self._sweep)
        recovery = CrashRecovery(
            SoleRun("a run"),
            self.replay,
            self.lifecycle,
            self.runner,
            self.pending_messages,
            self.posts,
            WINDOW,
            tasks,
            FakeClock(START).clock,
        )
        await recovery.run(handlers)
        for work in self.works:
            await work

    @property
    def started(self) -> list[Job]:
        """The jobs that go on."""
        return [call.args[0] for call in self.runner.start.call_args_list]

    async def _find(self, job: Job) -> int | None:
        self.looked_for.append(job)
        return self._found

    async def _interrupt(self, pending: PendingMessage) -> bool:
        self.interrupted.append(pending)
        return self._told

    async def _erase(self, pending: PendingMessage) -> None:
        self.erased.append(pending)

    async def _sweep(self, posts: Sequence[Post]) -> None:
        self.swept += posts


@pytest.mark.parametrize("job", [a_job(), replace(UNSURE, state=JobState.SUBMITTED)])
async def test_a_job_whose_card_is_known_or_that_was_sent_goes_on_at_once(job: Job) -> None:
    run = Run(job)
    await run.begin()
    assert (run.started, run.looked_for) == ([job], [])
    run.replay.run.assert_awaited_once_with(START - WINDOW)


async def test_a_job_whose_answer_was_on_its_way_goes_on_where_the_answer_is() -> None:
    run = Run(UNSURE, found=FOUND)
    await run.begin()
    assert run.started == [replace(UNSURE, card=replace(UNSURE.card, message_id=FOUND))]
    assert run.looked_for == [UNSURE]


async def test_a_job_whose_answer_never_arrived_is_withdrawn() -> None:
    run = Run(UNSURE)
    await run.begin()
    assert run.started == []
    run.lifecycle.withdraw.assert_awaited_once_with(UNSURE)


@pytest.mark.parametrize(("jobs", "told"), [((), []), ((a_job(), UNSURE), ["2"])])
async def test_the_log_says_how_many_jobs_go_on(
    jobs: tuple[Job, ...], told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    await Run(*jobs).begin()
    assert [message.rpartition(": ")[2] for message in caplog.messages if "resuming" in message] == told


@pytest.mark.parametrize("told", [True, False])
async def test_an_interrupted_pending_message_is_over_whether_its_card_could_say_so_or_not(*, told: bool) -> None:
    pending = PendingMessage("77", 10, a_card(message_id=40))
    run = Run(pending_messages=(pending,), told=told)
    await run.begin()
    assert (run.interrupted, run.erased) == ([pending], [])
    run.pending_messages.end.assert_awaited_once_with(pending)


@pytest.mark.parametrize("told", [True, False])
async def test_a_card_that_says_so_counts_as_a_copy_no_more(*, told: bool) -> None:
    run = Run(pending_messages=(PendingMessage("77", 10, a_card(message_id=40)),), told=told)
    await run.begin()
    assert [call.args for call in run.posts.settle.await_args_list] == ([(40, Fate.GONE)] if told else [])


async def test_an_erasure_goes_on_with_its_members_posts_and_the_rest_is_swept() -> None:
    theirs, others = (Post(number, 20, 30, "0a1b2c3d4e", number, START) for number in (10, 11))
    pending = PendingMessage("77", 10, a_card(), erasing=True)
    run = Run(pending_messages=(pending,), doomed=(theirs, others))
    await run.begin()
    assert (run.erased, run.interrupted, run.swept) == ([pending], [], [others])
    run.pending_messages.end.assert_not_awaited()


async def test_pending_messages_whose_card_became_that_of_a_job_are_the_jobs() -> None:
    run = Run(a_job())
    await run.begin()
    run.pending_messages.interrupted.assert_awaited_once_with(run.replay.claimed_tokens)
