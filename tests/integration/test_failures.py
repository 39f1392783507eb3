"""What goes wrong after a job was accepted: the card says why and what to do, and the credits come back."""

import pytest

from bot.errors import FailureKind
from bot.jobs.state import JobState
from cogs.i18n.markdown import Markup, in_one_line
from sandbox.imini.planned_responses import Fault
from sandbox.imini.triggers import TRIGGERS
from tests.integration.cards import status_of, text_of
from tests.integration.people import press
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import encoded, noise, png

ENDINGS = {
    "sandbox:400": FailureKind.BAD_INPUT,
    "sandbox:moderated": FailureKind.MODERATION,
    "sandbox:401": FailureKind.KEY_REFUSED,
    "sandbox:402": FailureKind.OUT_OF_CREDITS,
    "sandbox:403": FailureKind.OUT_OF_CREDITS,
    "sandbox:page": FailureKind.BLOCKED,
    "sandbox:policy": FailureKind.MODERATION,
    "sandbox:500": FailureKind.BUSY,
    "sandbox:flagged": FailureKind.MODERATION,
    "sandbox:failed": FailureKind.BUSY,
    "sandbox:strange": FailureKind.UNFINISHED,
    "sandbox:empty": FailureKind.UNDELIVERABLE,
    "sandbox:forever": FailureKind.TIMED_OUT,
    "sandbox:lost": FailureKind.UNDELIVERABLE,
}
"""How a job with such a prompt ends."""

UNCERTAIN = {"sandbox:502", "sandbox:drop"}
"""Prompts after which nobody can know whether imini took the job."""

LINKED = {"sandbox:404", "sandbox:late", "sandbox:html", "sandbox:cut"}
"""Prompts whose pictures can't be loaded."""

NOTES = {"sandbox:size": ["defect-only-ratio", "defect-only-small"], "sandbox:blank": ["defect-only-blank"]}
"""What the card of a job with such a prompt remarks on its picture."""

THE_ID_CAME = {"sandbox:half", "sandbox:odd"}
"""Prompts whose answers are damaged or odd, and say where the task is all the same."""

TWO_TRIES = {"sandbox:429", "sandbox:503"}
"""Prompts that work in the end."""


ELSEWHERE = {"sandbox:hang"}
"""SimCord holds aiohttp's timers back while the bot waits on a socket; a bot in a process of its own shows it."""


def test_every_way_to_fail_is_tested() -> None:
    tested = {*ENDINGS, *UNCERTAIN, *LINKED, *NOTES, *THE_ID_CAME, *TWO_TRIES, *ELSEWHERE, "sandbox:partial"}
    assert tested == {trigger.phrase for trigger in TRIGGERS}


@pytest.mark.settings(task_timeout="5m")
@pytest.mark.parametrize(("prompt", "kind"), ENDINGS.items())
async def test_a_failed_job_says_why_and_gives_the_credits_back(studio: Studio, prompt: str, kind: FailureKind) -> None:
    studio.imini.script["file"].clear()
    result = await studio.imagine(prompt)
    await studio.time.advance(360)
    card = the_card(result)
    assert status_of(card.components) == ENGLISH("outcome-failed", n=1)
    assert ENGLISH(f"ended-{kind}") in text_of(card.components)
    assert ENGLISH("ended-credits", n=1) in text_of(card.components)
    assert card.attachments == []
    balance = await studio.balance()
    assert (balance.left, balance.running) == (balance.limit, 0)


@pytest.mark.parametrize("prompt", sorted(LINKED))
async def test_pictures_that_can_not_be_loaded_are_linked_and_free(studio: Studio, prompt: str) -> None:
    studio.imini.script["file"].clear()
    card = await studio.finished(prompt, count=2)
    (job,) = await studio.jobs()
    assert status_of(card.components) == ENGLISH("outcome-unloaded", n=2)
    assert ENGLISH("ended-free") in text_of(card.components)
    assert all(f"[#{number}](<{image.url}>)" in text_of(card.components) for number, image in enumerate(job.images, 1))
    assert card.attachments == []
    assert (job.state, job.charged, (await studio.balance()).used) == (JobState.DELIVERED, 0, 0)


async def test_a_picture_that_can_not_be_loaded_is_linked_beside_those_that_came(studio: Studio) -> None:
    studio.imini.script["file"].extendleft([Fault(404)] * 3 + [Fault(body=png()), Fault(404)])
    card = await studio.finished(count=2)
    assert len(card.attachments) == 1
    assert ENGLISH("card-partial", delivered=1, requested=2) in text_of(card.components)
    assert ENGLISH("card-missing", links="").strip() in text_of(card.components)
    assert (await studio.balance()).used == 1


async def test_a_picture_of_a_format_that_discord_does_not_show_is_linked_and_charged(studio: Studio) -> None:
    studio.imini.script["file"].appendleft(Fault(body=encoded(noise((64, 64)), "AVIF")))
    card = await studio.finished()
    (job,) = await studio.jobs()
    assert status_of(card.components) == ""
    assert ENGLISH("card-unshown", links=Markup(f"[#1](<{job.images[0].url}>)")) in text_of(card.components)
    assert (await studio.balance()).used == 1


async def test_a_blank_picture_is_shown_and_free_and_another_try_is_offered(studio: Studio) -> None:
    studio.imini.script["file"].appendleft(Fault(body=png((1024, 1024), "white")))
    card = await studio.finished(count=2)
    assert len(card.attachments) == 2
    assert "came back blank, so it isn't charged. Press **Re-roll**" in text_of(card.components)
    assert in_one_line([ENGLISH("card-credits", n=1)]) in text_of(card.components)
    assert (await studio.balance()).used == 1


@pytest.mark.parametrize("prompt", sorted(UNCERTAIN))
async def test_a_submit_without_an_answer_is_told_honestly_and_not_repeated(studio: Studio, prompt: str) -> None:
    card = await studio.finished(prompt)
    assert status_of(card.components) == ENGLISH("outcome-unknown")
    assert ENGLISH("ended-unknown") in text_of(card.components)
    assert len(studio.submits) == 1
    assert (await studio.balance()).left == (await studio.balance()).limit


@pytest.mark.parametrize("prompt", sorted(THE_ID_CAME))
async def test_a_task_whose_id_came_through_is_followed(studio: Studio, prompt: str) -> None:
    card = await studio.finished(prompt)
    assert len(card.attachments) == 1
    assert len(studio.submits) == 1


@pytest.mark.parametrize("prompt", sorted(TWO_TRIES))
async def test_a_submit_that_imini_surely_refused_is_repeated(studio: Studio, prompt: str) -> None:
    card = await studio.finished(prompt)
    assert len(card.attachments) == 1
    assert len(studio.submits) > 1
    assert len(studio.imini.tasks) == 1


@pytest.mark.parametrize(("prompt", "notes"), NOTES.items())
async def test_a_picture_unlike_the_requested_one_has_a_note_on_the_card(
    studio: Studio, prompt: str, notes: list[str]
) -> None:
    studio.imini.script["file"].clear()
    card = await studio.finished(prompt)
    assert len(card.attachments) == 1
    for note in notes:
        assert ENGLISH(note, n=1, pictures=1, ratio="1:1", resolution="1K") in text_of(card.components)


async def test_only_the_pictures_that_came_are_charged(studio: Studio) -> None:
    card = await studio.finished("sandbox:partial", count=4)
    assert len(card.attachments) == 2
    assert ENGLISH("card-partial", delivered=2, requested=4) in text_of(card.components)
    balance = await studio.balance()
    assert balance.limit - balance.left == 2


async def test_iminis_own_words_are_in_the_details(studio: Studio) -> None:
    card = await studio.finished("sandbox:strange")
    assert "PALETTE" not in text_of(card.components)
    details = text_of(the_card(await press(card, "details", studio.alice)).components)
    assert "`PALETTE_EXHAUSTED` There is no blue left for this sky" in details
    (task,) = studio.imini.tasks.values()
    assert f"`{task.error_id}`" in details


@pytest.mark.parametrize("prompt", ["sandbox:page", "sandbox:policy", "sandbox:strange"])
async def test_what_is_refused_for_one_request_does_not_pause_the_others(studio: Studio, prompt: str) -> None:
    await studio.finished(prompt)
    assert len((await studio.finished("a red fox")).attachments) == 1


@pytest.mark.parametrize("prompt", ["sandbox:401", "sandbox:402", "sandbox:403"])
async def test_an_account_that_imini_refuses_pauses_all_requests_for_a_while(studio: Studio, prompt: str) -> None:
    await studio.imagine(prompt)
    refusal = await studio.imagine("a red fox")
    assert refusal.ephemeral
    assert ENGLISH(f"refusal-paused-{ENDINGS[prompt]}") in text_of(the_card(refusal).components)
    await studio.time.advance(16)
    assert len((await studio.finished("a red fox")).attachments) == 1
