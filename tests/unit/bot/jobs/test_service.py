"""Stored jobs found, changed and erased, as the features of the Discord side need it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import FailureKind, SaveFailed
from bot.jobs.errors import NotDeliverable, UnknownJob
from bot.jobs.job import Removal
from bot.jobs.state import JobState
from tests.support.clock import FakeClock
from tests.support.core import Core
from tests.support.imini import FakeImini
from tests.support.jobs import START, a_card, a_job


@pytest.fixture
async def core(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Core]:
    """A bot that has accepted nothing yet."""
    async with Core(tmp_path, FakeImini(), clock) as core:
        yield core


async def test_a_job_is_found_by_its_own_id_and_by_that_of_its_task(core: Core) -> None:
    job = await core.lifecycle.open(a_job(task_id="task_1"))
    assert [await core.jobs.get(name) for name in (job.id, "task_1")] == [job, job]
    assert await core.jobs.find(job.id) == job


async def test_whoever_needs_a_job_that_nobody_knows_is_told_so(core: Core) -> None:
    with pytest.raises(UnknownJob):
        await core.jobs.get("0000000007")
    assert await core.jobs.find("0000000007") is None


async def test_a_job_that_its_requester_forgot_is_unknown_and_in_no_list(core: Core) -> None:
    job = await core.lifecycle.deliver(await core.lifecycle.open(a_job(state=JobState.READY)), 1)
    for found in (await core.jobs.recent(job.user_id), await core.jobs.of_user(job.user_id)):
        assert [one.id for one in found] == [job.id]
    await core.jobs.forget(job)
    assert (await core.jobs.recent(job.user_id), await core.jobs.of_user(job.user_id)) == ([], [])
    with pytest.raises(UnknownJob):
        await core.jobs.get(job.id)
    assert await core.jobs.requester(job.id) == job.user_id


async def test_a_job_whose_requester_saw_no_answer_costs_nothing_and_is_not_told_of_again(core: Core) -> None:
    job = await core.admit()
    await core.jobs.abandon(job, NotDeliverable(message="NotFound"))
    ended = await core.written(job)
    assert (ended.state, ended.acknowledged, await core.used()) == (JobState.FAILED, True, 0)
    assert ended.failure
    assert ended.failure.kind is FailureKind.UNDELIVERABLE


async def test_a_job_that_its_requester_brought_back_is_no_longer_removed_by_them(core: Core) -> None:
    job = await core.lifecycle.deliver(await core.lifecycle.open(a_job(state=JobState.READY)), 1)
    for removal in (Removal(job.user_id, START, 30), Removal(11, START, 31, moderator=True)):
        await core.jobs.remove(job.id, removal)
    job, card = await core.jobs.get(job.id), a_card(message_id=99, token="")
    await core.jobs.bring_back(job, card)
    found = await core.jobs.get(job.id)
    assert (found.card, [removal.moderator for removal in found.removals]) == (card, [True])


async def test_a_text_of_the_requesters_own_is_stored(core: Core) -> None:
    job = await core.lifecycle.deliver(await core.lifecycle.open(a_job(state=JobState.READY)), 1)
    assert (await core.jobs.describe(job, "a fox on a hill")).alt == "a fox on a hill"
    assert (await core.jobs.get(job.id)).alt == "a fox on a hill"


async def test_while_a_card_is_being_posted_its_text_can_not_be_changed(core: Core) -> None:
    job = await core.lifecycle.open(a_job(state=JobState.READY, card=a_card().moved(message_id=41)))
    job = await core.lifecycle.deliver(job, 1)
    with pytest.raises(SaveFailed):
        await core.jobs.describe(job, "a fox on a hill")
    assert await core.written(job) == job


async def test_a_job_whose_card_is_being_posted_is_not_stored_by_who_brings_it_back(core: Core) -> None:
    job = await core.lifecycle.open(a_job(state=JobState.READY))
    job = await core.lifecycle.mark_undelivered(job, 1, NotDeliverable(message="down"))
    await core.jobs.remove(job.id, Removal(job.user_id, START, 30))
    await core.jobs.bring_back(job, a_card(message_id=99))
    stored = await core.jobs.get(job.id)
    assert (stored, stored.removals) == (job, ())
