"""Pressed buttons: which handler is called, with what, and who is turned away before."""

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.jobs.errors import NotRequester, UnknownJob
from bot.jobs.job import Job
from bot.jobs.posts import Posts
from bot.jobs.service import JobService
from cogs.cards.custom_ids import Action
from cogs.interactions.buttons import ButtonRouter, Buttons
from cogs.interactions.permissions import ButtonsFor
from tests.support.jobs import a_finished_job

JOB = a_finished_job()


class Calls(list[tuple[str, object]]):
    """What was called, in order, and with what."""

    def handler(self, name: str) -> Callable[[Any, Any], Any]:
        """A handler that notes what it is called with besides the interaction."""

        async def handle(_: object, what: object) -> None:
            self.append((name, what))

        return handle

    def observe(self, job: Job, _: discord.Message | None) -> None:
        """An observer."""
        self.append(("observed", job))


@pytest.fixture
def calls() -> Calls:
    """Nothing was called yet."""
    return Calls()


@pytest.fixture
def jobs() -> Mock:
    """They hold one job."""
    double: Mock = create_autospec(JobService, instance=True)
    double.get.return_value = JOB
    return double


def _router(jobs: Mock, calls: Calls, buttons_for: ButtonsFor = "anyone") -> ButtonRouter:
    on_job = {action: calls.handler(action) for action in (Action.REROLL, Action.DETAILS)}
    buttons = Buttons(on_job, {Action.DELETE: calls.handler("delete")}, observers=[calls.observe])
    return ButtonRouter(jobs, create_autospec(Posts, instance=True), buttons_for, buttons)


def _press(user_id: int = JOB.user_id) -> Mock:
    return Mock(spec=discord.Interaction, user=Mock(spec=discord.User, id=user_id), message=None)


async def test_what_needs_no_record_of_its_job_is_handed_what_the_button_says(jobs: Mock, calls: Calls) -> None:
    await _router(jobs, calls).on_button(_press(), Action.DELETE, "00000000ff:10")
    assert calls == [("delete", "00000000ff:10")]
    jobs.get.assert_not_called()


async def test_every_other_press_is_observed_and_then_handled_with_the_job(jobs: Mock, calls: Calls) -> None:
    await _router(jobs, calls).on_button(_press(), Action.DETAILS, JOB.id)
    assert calls == [("observed", JOB), ("details", JOB)]


async def test_the_button_of_a_job_that_nobody_knows_does_nothing(jobs: Mock, calls: Calls) -> None:
    jobs.get.side_effect = UnknownJob
    with pytest.raises(UnknownJob):
        await _router(jobs, calls).on_button(_press(), Action.REROLL, JOB.id)
    assert calls == []


async def test_where_only_requesters_may_spend_nobody_else_is_even_observed(jobs: Mock, calls: Calls) -> None:
    stranger = _press(JOB.user_id + 1)
    router = _router(jobs, calls, "requester")
    with pytest.raises(NotRequester):
        await router.on_button(stranger, Action.REROLL, JOB.id)
    assert calls == []
    await router.on_button(stranger, Action.DETAILS, JOB.id)
    assert calls[-1] == ("details", JOB)
