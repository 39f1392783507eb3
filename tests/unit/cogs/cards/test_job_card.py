"""What the card of a job says, line by line."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import FailureKind
from bot.images.pictures import Fetched, Link, Picture
from bot.jobs.job import Failure, Job, Made, MadeBy
from bot.jobs.state import JobState
from bot.jobs.task import TaskStatus
from bot.timing.progress import Progress
from cogs.cards import job_card
from cogs.cards.elements import BLURPLE, RED, TASK_ID_SHOWN, bar
from cogs.cards.pictures import CardPictures
from cogs.i18n.markdown import in_one_line
from tests.support.jobs import START, a_card, a_finished_job, a_job, a_request
from tests.support.locales import ENGLISH
from tests.support.views import accent_of, text_of

DRAWN = a_job(state=JobState.SUBMITTED, status=TaskStatus.PROCESSING, submitted_at=START, task_id="task_7")
PARENT = {"parent": "0123456789", "parent_url": "https://discord.com/channels/30/20/41"}


def _lines(job: Job, progress: Progress | None = None) -> list[str]:
    return text_of(job_card.running(job, ENGLISH, progress)).splitlines()


def _results(fetched: Fetched) -> CardPictures:
    return CardPictures(fetched.pictures, (), fetched)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "any moment now"),
        (1, "about 5 s left"),
        (12, "about 10 s left"),
        (13, "about 15 s left"),
        (57, "about 55 s left"),
        (58, "about 1 min left"),
        (80, "about 1.5 min left"),
        (104, "about 1.5 min left"),
        (106, "about 2 min left"),
        (1000, "about 17 min left"),
    ],
)
def test_the_time_left_is_as_exact_as_an_estimate(seconds: float, told: str) -> None:
    assert _lines(DRAWN, Progress(0.5, seconds))[2] == f"**Drawing** `████░░░░` {told}"


def test_the_bar_of_a_job_that_runs_is_never_full() -> None:
    assert _lines(DRAWN, Progress(1, 0))[2] == "**Drawing** `███████░` any moment now"


@pytest.mark.parametrize(
    ("job", "told"),
    [
        (a_job(), "Sending your request …"),
        (a_job(state=JobState.SUBMITTING), "Sending your request …"),
        (replace(DRAWN, status=TaskStatus.QUEUED), "**Waiting for a free slot** · sent <t:1700000000:R>"),
        (DRAWN, "**Drawing** · started <t:1700000000:R>"),
        (replace(DRAWN, state=JobState.READY), "Done. Uploading your picture …"),
        (replace(DRAWN, state=JobState.READY, request=a_request(num=2)), "Done. Uploading your pictures …"),
    ],
)
def test_a_job_without_an_estimate_says_what_happens(job: Job, told: str) -> None:
    assert _lines(job)[2] == told


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (Made(MadeBy.REROLL), "Re-roll"),
        (Made(MadeBy.EDIT), "Edited"),
        (Made(MadeBy.VARIATION), "Variation"),
        (Made(MadeBy.VARIATION, 3), "Variation of picture 3"),
        (Made(MadeBy.LARGER, 2), "Redrawn larger from picture 2"),
        (Made(MadeBy.FINER), "Redrawn in higher quality"),
        (Made(MadeBy.MESSAGE), "From a message"),
        (None, "Made from `0123456789`"),
    ],
)
def test_a_card_says_how_its_job_was_made_and_links_what_from(made: Made | None, told: str) -> None:
    assert _lines(a_job(made=made, **PARENT))[2] == f"-# [{told}](https://discord.com/channels/30/20/41)"


def test_a_new_request_was_made_from_nothing() -> None:
    assert [line for line in _lines(a_job()) if line.startswith("-# ")] == [
        "-# by\u00a0<@10>\u00a0· 1:1\u00a0· 1K\u00a0· medium\u00a0· 1\u00a0credit",
        "-# Job `0a1b2c3d4e`",
    ]


def test_a_copy_in_another_channel_does_not_link_what_it_was_made_from() -> None:
    job = a_job(made=Made(MadeBy.VARIATION, 3), card=a_card(channel_id=21), **PARENT)
    assert _lines(job)[2] == "-# Variation of picture 3"


def test_a_private_card_says_why_it_is_private_where_its_parent_may_not_be_linked() -> None:
    job = a_job(made=Made(MadeBy.REROLL), parent="0123456789", card=a_card(private=True))
    why, share = ENGLISH("card-parent-private"), ENGLISH("card-parent-share")
    assert _lines(job)[2:4] == ["-# Re-roll", f"-# {why} {share}"]
    # A job that ended without pictures has none to share.
    for state in (JobState.FAILED, JobState.UNKNOWN, JobState.CANCELLED):
        assert text_of(job_card.ended(replace(job, state=state), ENGLISH)).splitlines()[3] == f"-# {why}"
    linked = replace(job, parent_url=PARENT["parent_url"])
    assert ENGLISH("card-parent-private") not in text_of(job_card.running(linked, ENGLISH, None))


@pytest.mark.parametrize(("task_id", "id_"), [(None, "Job `0a1b2c3d4e`"), ("t" * TASK_ID_SHOWN, f"Task `{'t' * 100}`")])
def test_a_card_has_one_id_at_its_foot_in_full(task_id: str | None, id_: str) -> None:
    text = text_of(job_card.ended(a_job(state=JobState.FAILED, task_id=task_id), ENGLISH))
    assert text.splitlines()[-1] == f"-# {id_}"
    assert text.count("`") == 2


def test_a_long_prompt_is_a_title_of_whole_words() -> None:
    assert _lines(a_job(request=a_request(prompt="fox " * 50)))[0] == f"### {'fox ' * 17}fox…"


def test_a_refused_prompt_is_shown_to_its_requester_alone() -> None:
    refused = a_job(state=JobState.FAILED, failure=Failure(FailureKind.MODERATION, message="a red fox"))
    in_server, in_chat_of_members = a_card(), a_card(guild_id=None, bot_in_channel=False)
    for card in (in_server, in_chat_of_members):
        public = text_of(job_card.ended(refused.on_card(card), ENGLISH))
        assert public.splitlines()[:2] == ["### Prompt hidden", f"-# {ENGLISH('card-prompt-hidden')}"]
        assert "fox" not in public
    private, in_dm_with_bot = a_card(private=True), a_card(guild_id=None)
    for card in (private, in_dm_with_bot):
        assert text_of(job_card.ended(refused.on_card(card), ENGLISH)).startswith("### a red fox\n")


def test_a_failure_is_told_in_one_line_below_the_prompt() -> None:
    failed = a_job(state=JobState.FAILED, failure=Failure(FailureKind.MODERATION), cost=2, card=a_card(private=True))
    told = "**Couldn't make this picture.** Blocked by the content policy. Rephrase it or remove anything sensitive."
    assert text_of(job_card.ended(failed, ENGLISH)).splitlines()[:3] == [
        "### a red fox",
        "-# by\u00a0<@10>\u00a0· 1:1\u00a0· 1K\u00a0· medium",
        f"{told} 2 credits refunded.",
    ]


def test_a_finished_card_names_what_was_charged() -> None:
    picture = Picture("0a1b2c3d4e", 1, Path("1.png"), "https://a.example/1.png", 1024, 1024)
    job = a_finished_job(request=a_request(num=4), cost=8, charged=2)
    lines = text_of(job_card.finished(job, ENGLISH, _results(Fetched([picture])))).splitlines()
    assert lines[1] == "-# " + in_one_line(["by <@10>", "1:1", "1K", "medium", "4 pictures", "2 credits"])
    assert lines[2] == ENGLISH("card-partial", delivered=1, requested=4)


def test_pictures_that_could_not_be_loaded_are_called_so_once() -> None:
    job = a_finished_job(charged=0)
    fetched = Fetched((), [Link(1, "https://a.example/1.png", is_available=False)])
    lines = text_of(job_card.finished(job, ENGLISH, _results(fetched))).splitlines()
    assert lines[1:5] == [
        "-# by\u00a0<@10>\u00a0· 1:1\u00a0· 1K\u00a0· medium",
        "**Couldn't load this picture.** You weren't charged.",
        "Press **Fetch** to try again; it's free.",
        "Links that may still open: [#1](<https://a.example/1.png>)",
    ]


@pytest.mark.parametrize(
    ("state", "accent"),
    [
        (JobState.FAILED, RED),
        (JobState.CANCELLED, None),
        (JobState.UNKNOWN, None),
        (JobState.UNDELIVERED, None),
    ],
)
def test_only_a_failure_is_red(state: JobState, accent: int | None) -> None:
    assert accent_of(job_card.ended(a_job(state=state), ENGLISH)) == accent


def test_a_card_has_the_same_accent_while_its_job_runs_and_with_the_pictures() -> None:
    picture = Picture("0a1b2c3d4e", 1, Path("1.png"), "https://a.example/1.png", 1024, 1024)
    job = a_finished_job()
    views = job_card.running(DRAWN, ENGLISH, None), job_card.finished(job, ENGLISH, _results(Fetched([picture])))
    assert {accent_of(view) for view in views} == {BLURPLE}


@pytest.mark.parametrize(
    ("fraction", "shown"), [(0, "`░░░░░░░░`"), (0.01, "`█░░░░░░░`"), (0.99, "`███████░`"), (2, "`████████`")]
)
def test_a_bar_shows_the_least_beginning_and_is_full_at_the_end_only(fraction: float, shown: str) -> None:
    assert bar(fraction, 8) == shown
