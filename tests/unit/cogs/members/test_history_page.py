"""The pages of a history."""

import pytest

from bot.jobs.state import JobState
from cogs.members.history_page import JOBS, PROMPT_IN_ENTRY, TEXT_LIMIT, HistoryPage, history_view
from tests.support.jobs import a_card, a_finished_job, a_request
from tests.support.limits import faults
from tests.support.locales import ENGLISH
from tests.support.views import disabled_in, labels_of, pictures_of, text_of


def test_a_full_page_has_a_line_above_each_job_and_a_way_on() -> None:
    shown = [a_finished_job(id=f"{number:010x}") for number in range(JOBS + 1)]
    labels = labels_of(history_view(shown, HistoryPage(), ENGLISH, kept_days=30))
    assert labels == ["Re-roll", "Remove from history"] * JOBS + ["Newer", "Older"]
    assert disabled_in(history_view(shown, HistoryPage(), ENGLISH, kept_days=30)) == ["Newer"]
    assert disabled_in(history_view(shown, HistoryPage(1), ENGLISH, kept_days=30)) == []
    assert disabled_in(history_view(shown[:JOBS], HistoryPage(1), ENGLISH, kept_days=30)) == ["Older"]
    assert (
        labels_of(history_view(shown[:JOBS], HistoryPage(), ENGLISH, kept_days=30))
        == ["Re-roll", "Remove from history"] * JOBS
    )


def test_an_empty_page_says_so_and_what_it_was_looked_for() -> None:
    text = text_of(history_view([], HistoryPage(text="*fox*"), ENGLISH, kept_days=30))
    assert "Your jobs with “\\*fox\\*”" in text
    assert ENGLISH("history-no-match") in text


def test_an_empty_history_says_how_to_begin_and_how_long_jobs_are_kept() -> None:
    assert "Start with `/imagine`. Jobs are kept for 1 day." in text_of(
        history_view([], HistoryPage(), ENGLISH, kept_days=1)
    )


def test_a_job_without_pictures_has_no_thumbnail() -> None:
    lost = a_finished_job(state=JobState.FAILED, charged=0)
    assert len(pictures_of(history_view([lost, a_finished_job()], HistoryPage(), ENGLISH, kept_days=30))) == 1


def test_hidden_pictures_stay_hidden() -> None:
    job = a_finished_job(card=a_card(spoiler=True))
    assert [part["spoiler"] for part in pictures_of(history_view([job], HistoryPage(), ENGLISH, kept_days=30))] == [
        True
    ]


@pytest.mark.parametrize("page", [HistoryPage.first("x" * 6000), HistoryPage.read("999999:" + "x" * 6000)])
def test_as_much_is_looked_for_as_the_buttons_of_a_page_can_carry(page: HistoryPage) -> None:
    assert len(page.text) == TEXT_LIMIT
    jobs = [a_finished_job(id=f"{number:010x}") for number in range(JOBS + 1)]
    assert faults(history_view(jobs, page, ENGLISH, kept_days=30)) == []


def test_a_long_prompt_takes_no_more_lines_in_chinese_than_in_english() -> None:
    long = a_finished_job(request=a_request(prompt="狐" * 500))
    assert text_of(history_view([long], HistoryPage(), ENGLISH, kept_days=30)).count("狐") == PROMPT_IN_ENTRY // 2 - 1
