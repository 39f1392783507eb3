"""All about one job, as ``/task`` shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FailureKind
from bot.jobs.job import Failure, Job
from bot.jobs.recent import PROMPT_KEPT, JobSummary
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from cogs.discord_numbers import CHOICE_LIMIT
from cogs.i18n.markdown import in_one_line
from cogs.jobs.report import line, report, showable
from tests.support.jobs import a_card, a_finished_job, a_job
from tests.support.limits import faults
from tests.support.locales import CATALOGS, ENGLISH, LOCALES
from tests.support.views import labels_of, pictures_of, text_of


@pytest.mark.parametrize(
    ("job", "labels"),
    [
        (a_job(), ["To the card"]),
        (a_job(state=JobState.SUBMITTED, card=a_card(private=True)), []),
        (a_finished_job(), ["To the card", "Re-post", "Details", "Re-roll"]),
        (
            a_finished_job(state=JobState.UNDELIVERED, failure=Failure(FailureKind.UNDELIVERABLE)),
            ["To the card", "Re-post", "Details", "Re-roll"],
        ),
        (
            a_finished_job(state=JobState.UNDELIVERED, failure=Failure(FailureKind.CARD_DELETED)),
            ["Re-post", "Details", "Re-roll"],
        ),
        (a_job(state=JobState.CANCELLED), ["To the card", "Re-roll"]),
        (
            a_job(state=JobState.FAILED, failure=Failure(FailureKind.BUSY), task_id="t", acknowledged=True),
            ["To the card", "Re-roll"],
        ),
        (
            a_job(state=JobState.FAILED, failure=Failure(FailureKind.TIMED_OUT), task_id="t", acknowledged=True),
            ["To the card", "Fetch", "Re-roll"],
        ),
    ],
)
def test_a_report_offers_what_can_be_done_with_the_job(job: Job, labels: list[str]) -> None:
    assert labels_of(report(job, ENGLISH, None)) == labels


def test_a_report_shows_state_settings_cost_and_times() -> None:
    text = text_of(report(a_finished_job(generation_seconds=12.4, finished_at=1_700_000_040.0), ENGLISH, None))
    facts = in_one_line(["by <@10>", "1:1", "1K", "medium", "1 credit"])
    assert text.startswith(f"### a red fox\n-# {facts}\n**Done**\n")
    for part in ("Requested <t:1700000000:f>.", "Drawn in 12 seconds.", "Finished <t:1700000040:f>.", "Task `task_7`"):
        assert part in text


def test_a_report_of_a_failure_says_why_and_what_became_of_the_credits() -> None:
    failed = a_job(state=JobState.FAILED, failure=Failure(FailureKind.BUSY, "E_42"), cost=2)
    text = text_of(report(failed, ENGLISH, None))
    assert f"**Failed**\n{ENGLISH('ended-busy')} 2 credits refunded.\n" in text
    assert "E_42" not in text


def test_a_report_says_what_it_costs_to_fetch_lost_pictures() -> None:
    lost = a_job(state=JobState.FAILED, failure=Failure(FailureKind.TIMED_OUT), task_id="task_7", acknowledged=True)
    text = text_of(report(lost, ENGLISH, None))
    assert "checks for free; you pay 1 credit only if it's found." in text


def test_a_report_shows_every_picture_with_words_for_those_who_can_not_see_it() -> None:
    job = a_finished_job(images=tuple(RemoteImage(f"https://file.iminicdn.com/{n}.png") for n in (1, 2)))
    assert [(item["media"]["url"], item["description"]) for item in pictures_of(report(job, ENGLISH, None))] == [
        (f"https://file.iminicdn.com/{n}.png", f"Picture {n} of 2: a red fox") for n in (1, 2)
    ]


@pytest.mark.parametrize("state", [JobState.READY, JobState.FAILED, JobState.CANCELLED, JobState.UNKNOWN])
def test_no_picture_is_shown_that_was_not_paid(state: JobState) -> None:
    assert pictures_of(report(a_finished_job(state=state, charged=0), ENGLISH, None)) == []


def test_hidden_pictures_stay_hidden() -> None:
    hidden = a_finished_job(card=a_card(spoiler=True))
    assert [item["spoiler"] for item in pictures_of(report(hidden, ENGLISH, None))] == [True]


@given(
    prompt=st.text(max_size=PROMPT_KEPT),
    state=st.sampled_from(JobState),
    at=st.floats(-1e9, 1e9),
    locale=st.sampled_from(LOCALES),
)
def test_a_line_is_never_too_long_for_a_choice(prompt: str, state: JobState, at: float, locale: str) -> None:
    t = CATALOGS(locale)
    found = line(JobSummary("0a1b2c3d4e", None, prompt, state, at), t, now=1e9)
    assert len(found) <= CHOICE_LIMIT
    assert t(f"state-{state}") in found


def test_a_line_says_what_how_and_when() -> None:
    summary = JobSummary("0a1b2c3d4e", None, "a *red* fox " * 8, JobState.DELIVERED, 1e9 - 7200)
    found = line(summary, ENGLISH, now=1e9)
    assert found == "a *red* fox a *red* fox a *red* fox a *red* fox a *red* fox… · Done · 2 hours ago"


@given(st.text() | st.builds("https://a.example/{}".format, st.text()))
def test_only_addresses_that_discord_can_open_are_shown(url: str) -> None:
    job = a_finished_job(images=(RemoteImage(url), RemoteImage("https://file.iminicdn.com/2.png")))
    assert [number for number, _ in showable(job, None)] == ([1, 2] if url.startswith("https://a.example/") else [2])
    assert faults(report(job, ENGLISH, None)) == []
