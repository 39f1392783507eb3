"""What an earlier run left behind: nothing comes of a card that nobody has seen."""

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.jobs.job import Job
from bot.jobs.lifecycle import Ledger
from bot.jobs.posts import Posts
from bot.jobs.state import JobState
from bot.net.backoff import Backoff
from bot.runtime.background import Tasks
from bot.services import Services
from bot.worker.pending import Errand, Errands
from bot.worker.runner import JobRunner
from cogs.cards.custom_ids import Action, custom_id
from cogs.cards.job_card import notice
from cogs.delivery.messenger import Delivery
from cogs.interactions.claims import Claims
from cogs.jobs.sweeper import Sweeper
from cogs.leftovers import Leftovers
from cogs.members.erasing import Erasing
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error
from tests.support.jobs import a_card, a_job
from tests.support.locales import TEXTS
from tests.support.messages import posted

UNSURE = a_job(card=a_card(message_id=None, mark=70_000))
FOUND = 41


class Run:
    """A run that begins with ``jobs`` and ``errands``, at a Discord where ``standing`` answers of them are found."""

    def __init__(self, *jobs: Job, errands: tuple[Errand, ...] = (), standing: int | None = None) -> None:
        self.works: list[Coroutine[Any, Any, Any]] = []
        tasks = create_autospec(Tasks, instance=True)
        tasks.spawn.side_effect = lambda work, _: self.works.append(work)
        self.services: Any = Mock(spec=Services, texts=TEXTS, clock=FakeClock().clock, tasks=tasks, window=60.0)
        self.services.ledger = create_autospec(Ledger, instance=True)
        self.services.ledger.resume.return_value = jobs
        self.services.ledger.moved.side_effect = lambda job, card: replace(job, card=card)
        self.services.errands = create_autospec(Errands, instance=True)
        self.services.errands.left.return_value = errands
        self.services.posts = create_autospec(Posts, instance=True)
        self.services.posts.doomed.return_value = []
        self.runner = create_autospec(JobRunner, instance=True)
        self.delivery = create_autospec(Delivery, instance=True)
        self.claims = create_autospec(Claims, instance=True)
        self.claims.standing.return_value = standing

    async def begin(self) -> None:
        """Go on, and do all that is done in the background."""
        leftovers = Leftovers(
            Mock(spec=discord.Client),
            self.services,
            self.runner,
            self.delivery,
            self.claims,
            create_autospec(Sweeper, instance=True),
            create_autospec(Erasing, instance=True),
        )
        await leftovers.go_on()
        for work in self.works:
            await work

    @property
    def started(self) -> list[Job]:
        """The jobs that go on."""
        return [call.args[0] for call in self.runner.start.call_args_list]


@pytest.mark.parametrize("job", [a_job(), replace(UNSURE, state=JobState.SUBMITTED)])
async def test_a_job_whose_card_is_known_or_that_was_sent_goes_on_at_once(job: Job) -> None:
    run = Run(job)
    await run.begin()
    assert run.started == [job]


async def test_a_job_whose_answer_was_on_its_way_goes_on_where_the_answer_is() -> None:
    run = Run(UNSURE, standing=FOUND)
    await run.begin()
    assert run.started == [replace(UNSURE, card=replace(UNSURE.card, message_id=FOUND))]
    (call,) = run.claims.standing.await_args_list
    assert call.args[1:] == (UNSURE.card, custom_id(Action.CANCEL, UNSURE.id))


async def test_a_job_whose_answer_never_arrived_is_withdrawn() -> None:
    run = Run(UNSURE)
    await run.begin()
    assert run.started == []
    run.services.ledger.withdrawn.assert_awaited_once_with(UNSURE)


@pytest.mark.parametrize(
    ("message_id", "standing", "told"), [(40, None, True), (None, FOUND, True), (None, None, False)]
)
async def test_only_a_card_that_is_there_says_that_it_was_interrupted(
    message_id: int | None, standing: int | None, *, told: bool
) -> None:
    errand = Errand("77", 10, a_card(message_id=message_id, mark=70_000))
    run = Run(errands=(errand,), standing=standing)
    await run.begin()
    assert bool(run.delivery.deliver.await_count) is told
    run.services.errands.end.assert_awaited_once_with(errand)


@pytest.mark.parametrize(
    ("mark", "found", "standing"),
    [(70_000, 70_000, True), (70_000, 70_001, False), (0, 0, False), (70_000, None, False)],
)
async def test_an_answer_of_an_earlier_run_is_known_by_its_mark(
    mark: int, found: int | None, *, standing: bool
) -> None:
    view = notice("Page", "of the bot")
    view.children[0].id = found
    message = http_error(404, 10008) if found is None else posted(view)
    webhook = create_autospec(discord.Webhook, instance=True)
    webhook.fetch_message.side_effect = [http_error(503), message]
    claims = Claims(Backoff(jitter=0), FakeClock().clock, lambda *_: webhook)
    shown = await claims.standing(Mock(spec=discord.Client), a_card(mark=mark))
    assert (shown is not None) is standing
