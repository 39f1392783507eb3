"""No message breaks a limit of Discord's, whatever a member wrote or imini sent."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from discord import ui
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.admission.draft import Draft
from bot.admission.quotes import Quote
from bot.budgets.caps import Cap, Level, Spending
from bot.budgets.errors import BudgetExceeded
from bot.budgets.spans import Span
from bot.credits.errors import QuotaExceeded
from bot.errors import FailureKind
from bot.images.pictures import Defect, DefectKind, Fetched, Link, Picture
from bot.jobs.job import Failure, Job, Made, MadeBy
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.requests.prompt import PROMPT_LIMIT, has_visible_text
from bot.requests.request import Quality, Resolution
from bot.timing.progress import Progress
from cogs.cards import job_card
from cogs.cards.custom_ids import Action, Target
from cogs.cards.pictures import CardPictures
from cogs.discord_numbers import ALT_LIMIT
from cogs.i18n.translator import Translator
from cogs.imagine import estimate_view
from cogs.imagine.picker import pick_view
from cogs.jobs.report import report
from cogs.members.history_page import JOBS, TEXT_LIMIT, HistoryPage, history_view
from cogs.more import details_view
from cogs.more.menu_view import Redrawn, menu
from tests.support import strategies
from tests.support.jobs import a_card, a_job, a_request
from tests.support.limits import faults
from tests.support.locales import CATALOGS, LOCALES

View = Callable[[Job, Translator], ui.LayoutView]

NASTY = "`*_~|<>[]()@#-+\\:/\n\t \u202e\u2067\u2069א🦊👩‍🎨a1"
LONG_URL = "https://file.iminicdn.com/" + "x" * 270
BUDGET = Spending(Cap(Level.SERVER, 30, None, 10**9, Span(1e9, 2e9)), 10**9 - 1)
REDRAWN = Redrawn(Resolution.FOUR_K, Quality.MEDIUM, 10**9)
ON_PANEL = [
    Action.REDRAW,
    Action.DOWNLOAD,
    Action.ALT_TEXT,
    Action.SHARE,
    Action.DETAILS,
    Action.DELETE,
]
ENDINGS = [JobState.UNDELIVERED, JobState.FAILED, JobState.UNKNOWN, JobState.CANCELLED]

prompts = st.one_of(
    st.text(NASTY, min_size=1, max_size=40),
    st.text(min_size=1, max_size=40),
    st.builds(lambda part: (part * PROMPT_LIMIT)[:PROMPT_LIMIT], st.text(NASTY, min_size=1, max_size=8)),
).filter(has_visible_text)
addresses = st.sampled_from(
    [LONG_URL, "https://file.iminicdn.com/1.png", "x" * 3000, "https://a.example/" + "y" * 2048]
) | st.builds("https://a.example/{}".format, st.text(NASTY, max_size=40))
task_ids = st.text(NASTY, min_size=1, max_size=40) | st.builds(
    lambda part: part * 2000, st.text(NASTY, min_size=1, max_size=8)
)
failures = st.builds(
    Failure,
    st.sampled_from(FailureKind),
    st.text(NASTY, max_size=500),
    st.text(NASTY, max_size=500),
)


@st.composite
def jobs(draw: st.DrawFn, *states: JobState) -> Job:
    """Jobs with every kind of prompt, ten pictures at the most, and all that imini may have said."""
    job = draw(strategies.jobs)
    return replace(
        job,
        state=draw(st.sampled_from(states or list(JobState))),
        request=job.request.with_prompt(draw(prompts)),
        images=tuple(RemoteImage(draw(addresses)) for _ in range(draw(st.integers(1, 10)))),
        task_id=draw(st.none() | task_ids),
        failure=draw(failures),
        alt=draw(st.just("") | st.text(NASTY, max_size=ALT_LIMIT)),
    )


def _pictures(job: Job) -> list[Picture]:
    files = enumerate(job.images, 1)
    return [
        Picture(job.id, number, Path(f"{number}.png"), image.url, 1024, 1024, reduced=True) for number, image in files
    ]


def _finished(job: Job, t: Translator) -> ui.LayoutView:
    pictures = _pictures(job)
    half = len(pictures) // 2
    defects = [Defect(kind, picture.number) for picture in pictures for kind in DefectKind]
    return job_card.finished(job, t, CardPictures(pictures[:half], pictures[half:], Fetched(pictures, (), defects)))


def _linked(job: Job, t: Translator) -> ui.LayoutView:
    links = [Link(picture.number, picture.url, is_available=bool(picture.number % 2)) for picture in _pictures(job)]
    defects = [Defect(kind, link.number) for link in links for kind in DefectKind]
    return job_card.finished(job, t, CardPictures((), (), Fetched((), links, defects)))


def _reduced(job: Job, t: Translator) -> ui.LayoutView:
    pictures = _pictures(job)
    defects = [Defect(kind, picture.number) for picture in pictures for kind in DefectKind]
    return job_card.finished(job, t, CardPictures(pictures, (), Fetched(pictures, (), defects)))


def _draft(job: Job) -> Draft:
    return Draft(job.request, job.request.prompt)


VIEWS: dict[str, View] = {
    "running": lambda job, t: job_card.running(job, t, Progress(0.5, 1e9)),
    "last edit": job_card.last_edit,
    "finished": _finished,
    "finished, made smaller": _reduced,
    "finished, only linked": _linked,
    "extra message": lambda job, t: job_card.extra_message(job, t, CardPictures((), _pictures(job))),
    "moved": lambda job, t: job_card.moved(t, job.card, job.card.moved(message_id=2**63), 2**63),
    "moved into a direct message": lambda job, t: job_card.moved(
        t, job.card, job.card.moved(guild_id=None, channel_id=1), 2**63
    ),
    "removed": lambda job, t: job_card.removed(job.id, job.task_id, t, 2**63),
    "removal that can't be stored": lambda job, t: job_card.removal_unsaved(job.id, f"{job.id}:{2**63}", t),
    "details": details_view.details,
    "originals": lambda job, t: details_view.originals(job, t, _pictures(job), _pictures(job)),
    "pick": lambda job, t: pick_view(job, t, Action.VARY, 10**9, [image.url for image in job.images], 2**63),
    "estimate": lambda job, t: estimate_view.estimate(_draft(job), Quote(10**9, 2 * 10**9, 1e9, BUDGET), job.id, t),
    "estimate that is too expensive": lambda job, t: estimate_view.estimate(
        _draft(job),
        Quote(10**9, 10**8, None, None, QuotaExceeded(10**9, 10**8, 10**8, 1e9), _draft(job), 10**9),
        job.id,
        t,
    ),
    "estimate that a budget does not cover": lambda job, t: estimate_view.estimate(
        _draft(job), Quote(10**9, 10**8, None, None, BudgetExceeded(10**9, BUDGET), _draft(job), 10**9), job.id, t
    ),
    "report": lambda job, t: report(job, t, None),
    "more": lambda job, t: menu(Target(job.id, 2**63, 2**63), t, ON_PANEL, REDRAWN, t("alt-text-saved-only")),
    "album of one": lambda job, t: history_view([job], HistoryPage(9999, "*" * TEXT_LIMIT), t, kept_days=30),
}


@settings(max_examples=40)
@given(job=jobs(), locale=st.sampled_from(LOCALES))
def test_every_view_keeps_discords_limits(job: Job, locale: str) -> None:
    assert {name: found for name, view in VIEWS.items() if (found := faults(view(job, CATALOGS(locale))))} == {}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("sign", ["`", "狐", "א", "🦊"])
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_view_keeps_discords_limits_with_the_longest_of_everything(view: View, sign: str, locale: str) -> None:
    longest = a_job(
        request=a_request(prompt=sign * PROMPT_LIMIT, images=[{"url": LONG_URL}] * 3, num=10),
        state=JobState.FAILED,
        user_id=10**19,
        cost=10**9,
        task_id="9" * 10_000,
        images=(RemoteImage(LONG_URL, 9999, 9999),) * 10,
        failure=Failure(FailureKind.UNDELIVERABLE, sign * 500, sign * 500, sign * 500),
        card=a_card(channel_id=10**19),
        parent="0123456789",
        parent_url=f"https://discord.com/channels/{10**19}/{10**19}/{10**19}",
        made=Made(MadeBy.FINER, 10),
        generation_seconds=1e6,
        finished_at=1e9,
        acknowledged=True,
    )
    assert faults(view(longest, CATALOGS(locale))) == []


@settings(max_examples=40)
@given(job=jobs(*ENDINGS), locale=st.sampled_from(LOCALES))
def test_every_end_keeps_discords_limits(job: Job, locale: str) -> None:
    assert faults(job_card.ended(job, CATALOGS(locale))) == []


@settings(max_examples=40)
@given(
    shown=st.lists(jobs(), max_size=JOBS + 1, unique_by=lambda job: job.id),
    number=st.integers(0, 9999),
    text=st.text(NASTY, max_size=TEXT_LIMIT),
    locale=st.sampled_from(LOCALES),
)
def test_every_page_of_a_history_keeps_discords_limits(shown: list[Job], number: int, text: str, locale: str) -> None:
    assert faults(history_view(shown, HistoryPage(number, text), CATALOGS(locale), kept_days=30)) == []


@given(number=st.integers(0, 9999), text=st.text(max_size=TEXT_LIMIT))
@example(number=0, text="::7:")
@example(number=0, text="a\nb")
def test_a_page_is_the_same_after_a_trip_through_its_buttons(number: int, text: str) -> None:
    assert HistoryPage.read(HistoryPage(number, text).state()) == HistoryPage(number, text)
    assert HistoryPage.read(HistoryPage(number, text).state(+1)) == HistoryPage(number + 1, text)


@pytest.mark.parametrize("state", ["", "7", "-1:fox", "x:fox", "9999999:fox", "٣:fox"])
def test_a_page_that_no_button_leads_to_is_the_first(state: str) -> None:
    assert HistoryPage.read(state) == HistoryPage()
