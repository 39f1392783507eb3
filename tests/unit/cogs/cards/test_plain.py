"""Cards where Discord blocks a member's words: nothing on them is the member's, and everything else is there."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from discord import ui

from bot.admission.draft import Draft
from bot.admission.quotes import Quote
from bot.errors import FailureKind
from bot.images.pictures import Fetched, Picture
from bot.jobs.job import Failure, Job
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.requests.errors import AttachmentProblem, FileProblem
from cogs.cards import job_card
from cogs.cards.custom_ids import Action
from cogs.cards.pictures import CardPictures
from cogs.i18n.translator import Translator
from cogs.imagine import estimate_view
from cogs.imagine.picker import pick_view
from cogs.jobs.report import report
from cogs.members.history_page import HistoryPage, history_view
from cogs.more import details_view
from tests.support.jobs import a_job, a_request
from tests.support.locales import CATALOGS, LOCALES

WORD = "narwhal"
URL = "https://file.iminicdn.com/1.png"
FINISHED = a_job(
    request=a_request(prompt=f"a {WORD}"),
    alt=f"my {WORD}",
    state=JobState.DELIVERED,
    images=(RemoteImage(URL), RemoteImage(URL)),
    charged=1,
    task_id="task_7",
)
FAILED = a_job(
    request=a_request(prompt=f"a {WORD}"),
    state=JobState.FAILED,
    failure=Failure(FailureKind.BUSY, "UPSTREAM_ERROR", f"can't draw {WORD}"),
)
UNREADABLE = a_job(
    request=a_request(prompt=f"a {WORD}"),
    state=JobState.FAILED,
    failure=Failure(FailureKind.BAD_INPUT, file=FileProblem("image1", f"{WORD}.png", AttachmentProblem.DAMAGED)),
)

QUOTE = Quote(1, 10, None)

VIEWS: dict[str, Callable[[Job, Translator], ui.LayoutView]] = {
    "running": lambda job, t: job_card.running(job, t, None),
    "last edit": job_card.last_edit,
    "finished": lambda job, t: job_card.finished(job, t, CardPictures(_pictures(job), (), Fetched(_pictures(job)))),
    "extra message": lambda job, t: job_card.extra_message(
        job, t, CardPictures(_pictures(job), (), Fetched(_pictures(job)))
    ),
    "ended": job_card.ended,
    "details": details_view.details,
    "report": lambda job, t: report(job, t, None),
    "album": lambda job, t: history_view([job], HistoryPage(text=WORD), t, plain=job.card.plain, kept_days=30),
    "pick": lambda job, t: pick_view(job, t, Action.VARY, 1, [URL, URL], 1),
    "estimate": lambda job, t: estimate_view.estimate(
        Draft(job.request, job.request.prompt), QUOTE, job.id, t, plain=job.card.plain
    ),
}

CASES = [*((name, FINISHED) for name in VIEWS if name != "ended"), ("ended", FAILED), ("ended", UNREADABLE)]


def _pictures(job: Job) -> list[Picture]:
    return [Picture(job.id, number, Path("1.png"), URL, 1024, 1024) for number in (1, 2)]


def _source(view: ui.LayoutView) -> str:
    """All that somebody may read in a view."""
    components = json.dumps(view.to_components())  # type: ignore[no-untyped-call]  # discord.py leaves it untyped
    return re.sub('"custom_id": "[^"]*"', "", components)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("name", "job"), CASES)
def test_a_plain_card_shows_nothing_that_its_member_wrote(name: str, job: Job, locale: str) -> None:
    t = CATALOGS(locale)
    assert WORD in _source(VIEWS[name](job, t))
    assert WORD not in _source(VIEWS[name](job.as_plain(), t))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_uploads_of_a_plain_card_are_described_by_their_numbers(locale: str, tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"x")
    t = CATALOGS(locale)
    picture = Picture(FINISHED.id, 1, tmp_path / "1.png", URL, 1024, 1024)
    files = CardPictures([picture]).files(FINISHED.as_plain(), t)
    assert [file.description for file in files] == [t("alt-plain", picture=1, total=2)]
    for file in files:
        file.close()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("name", "job"), [case for case in CASES if case[0] not in {"extra message", "pick"}])
def test_a_plain_card_says_once_why(name: str, job: Job, locale: str) -> None:
    t = CATALOGS(locale)
    notice = json.dumps(str(t("card-blocked")))[1:-1]
    assert _source(VIEWS[name](job.as_plain(), t)).count(notice) == 1
