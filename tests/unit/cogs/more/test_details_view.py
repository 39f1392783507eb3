"""The details of a job: everything that its card leaves out."""

import pytest

from bot.errors import FailureKind
from bot.jobs.job import Failure
from bot.jobs.state import JobState
from cogs.cards.elements import PROMPT_SHOWN
from cogs.more import details_view
from tests.support.jobs import a_job, a_request
from tests.support.locales import ENGLISH
from tests.support.views import text_of


def test_details_have_the_whole_prompt_where_it_is_not_too_long() -> None:
    prompt = "fox " * (PROMPT_SHOWN // 4)
    assert f"> {prompt.strip()}\n" in text_of(details_view.details(a_job(request=a_request(prompt=prompt)), ENGLISH))


@pytest.mark.parametrize(("task_id", "ids"), [(None, "Job `0a1b2c3d4e`"), ("t_7", "Task `t_7` · Job `0a1b2c3d4e`")])
def test_details_have_both_ids(task_id: str | None, ids: str) -> None:
    assert text_of(details_view.details(a_job(task_id=task_id), ENGLISH)).splitlines()[-1] == f"-# {ids}"


def test_details_repeat_what_imini_said_escaped_and_shortened() -> None:
    said = Failure(FailureKind.MODERATION, "INVALID_PROMPT", "**no** @everyone " + "x" * 1000, "req_7")
    text = text_of(details_view.details(a_job(state=JobState.FAILED, failure=said), ENGLISH))
    assert r"imini said: `INVALID_PROMPT` \*\*no\*\* \@everyone xxx" in text
    assert "`req_7`" in text
    assert len(text) < 1200
