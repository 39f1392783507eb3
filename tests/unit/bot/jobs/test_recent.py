"""The last jobs of each member: found at once, bounded, and never against their will."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.job import Job
from bot.jobs.recent import JOBS_EACH, PROMPT_KEPT, MemoryRecentJobs
from bot.jobs.state import JobState
from bot.requests.prompt import has_visible_text
from tests.support.jobs import a_job, a_request


def _recent(*jobs: Job) -> MemoryRecentJobs:
    recent = MemoryRecentJobs()
    for job in jobs:
        recent.add(job)
    return recent


async def _ids(recent: MemoryRecentJobs, user_id: int = 10, text: str = "") -> list[str]:
    return [summary.id for summary in await recent.of(user_id, text)]


async def test_a_members_jobs_come_newest_first_and_nobody_elses() -> None:
    recent = _recent(a_job(id="1"), a_job(id="2", user_id=11), a_job(id="3"))
    assert await _ids(recent) == ["3", "1"]
    assert await _ids(recent, 12) == []


@pytest.mark.parametrize("text", ["FOX", " fox ", "", "0a1b", "task_7", "TASK_"])
async def test_a_job_is_found_by_its_words_and_by_the_beginning_of_its_ids(text: str) -> None:
    assert await _ids(_recent(a_job(task_id="task_7")), text=text) == [a_job().id]


@pytest.mark.parametrize("text", ["wolf", "1b2c", "ask_7", "task_8"])
async def test_a_job_is_not_found_by_anything_else(text: str) -> None:
    assert await _ids(_recent(a_job(task_id="task_7")), text=text) == []


async def test_a_job_is_shown_as_it_is_now() -> None:
    recent = _recent(a_job())
    recent.update(a_job(state=JobState.SUBMITTED, task_id="task_7"))
    (summary,) = await recent.of(10)
    assert (summary.state, summary.task_id) == (JobState.SUBMITTED, "task_7")


async def test_a_change_does_not_bring_back_what_was_dropped() -> None:
    recent = _recent(a_job(id="1"), a_job(id="2"))
    recent.drop(a_job(id="1"))
    recent.update(a_job(id="1", state=JobState.DELIVERED))
    assert await _ids(recent) == ["2"]


async def test_a_change_does_not_bring_back_what_was_erased() -> None:
    recent = _recent(a_job(id="1"), a_job(id="2", user_id=11))
    recent.erase(10)
    recent.update(a_job(id="1", state=JobState.DELIVERED))
    assert await _ids(recent) == []
    assert await _ids(recent, 11) == ["2"]


async def test_a_reopened_job_comes_first() -> None:
    recent = _recent(a_job(id="1"), a_job(id="2"))
    recent.add(a_job(id="1", state=JobState.READY))
    assert await _ids(recent) == ["1", "2"]


@given(st.text(min_size=1).filter(has_visible_text))
async def test_a_glimpse_of_any_prompt_is_one_short_line(prompt: str) -> None:
    (summary,) = await _recent(a_job(request=a_request(prompt=prompt))).of(10)
    assert len(summary.prompt) <= PROMPT_KEPT
    assert not set(summary.prompt) & set("\n\r\t\x0b\x0c\x85\u2028\u2029")


async def test_a_member_has_the_newest_jobs_in_memory_and_no_more() -> None:
    recent = _recent(*(a_job(id=str(number)) for number in range(JOBS_EACH + 5)))
    assert await _ids(recent) == [str(number) for number in reversed(range(5, JOBS_EACH + 5))]


async def test_a_job_that_changes_keeps_its_place_among_the_newest() -> None:
    recent = _recent(*(a_job(id=str(number)) for number in range(JOBS_EACH)))
    recent.update(a_job(id="0", state=JobState.DELIVERED))
    recent.add(a_job(id="new"))
    assert await _ids(recent) == ["new", *(str(number) for number in reversed(range(1, JOBS_EACH)))]


async def test_the_members_who_were_active_last_are_known_and_no_others() -> None:
    recent = MemoryRecentJobs(capacity=3)
    for user in range(3):
        recent.add(a_job(id=str(user), user_id=user))
    recent.add(a_job(id="again", user_id=0))
    recent.add(a_job(id="new", user_id=3))
    assert await _ids(recent, 0) == ["again", "0"]
    assert await _ids(recent, 1) == []
    assert await _ids(recent, 2) == ["2"]
