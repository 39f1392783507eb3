"""Everything that can go wrong at imini ends on the card, costs the member nothing, and is never paid for twice."""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import pytest_asyncio

from cogs.i18n.markdown import in_one_line
from sandbox.imini.planned_responses import Fault
from sandbox.imini.triggers import GATEWAY_PAGE
from tests.support.locales import ENGLISH
from tests.support.pictures import png
from tests.support.stage import ImagineCall, Stage, Standing
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="package")

ALL_CREDITS: dict[str, Any] = {"resolution": "4K", "quality": "high"}

FAILURES = {
    "sandbox:400": "ended-bad_input",
    "sandbox:moderated": "ended-moderation",
    "sandbox:policy": "ended-moderation",
    "sandbox:page": "ended-blocked",
    "sandbox:500": "ended-busy",
    "sandbox:502": "ended-unknown",
    "sandbox:drop": "ended-unknown",
    "sandbox:hang": "ended-unknown",
    "sandbox:flagged": "ended-moderation",
    "sandbox:failed": "ended-busy",
    "sandbox:strange": "ended-unfinished",
    "sandbox:empty": "ended-undeliverable",
    "sandbox:forever": "ended-timed_out",
    "sandbox:lost": "ended-timed_out",  # imini is believed after three minutes, and the deadline here is one
}


@pytest_asyncio.fixture(loop_scope="package", scope="module")
async def failures(theatre: Stage) -> AsyncIterator[Mapping[str, ImagineCall]]:
    """One job for each way to fail, all at the same time, each with all the credits of its member."""
    standing = theatre.imini.script["file"]
    theatre.imini.script["file"] = deque()
    failed = {trigger: await theatre.accepted(trigger, **ALL_CREDITS) for trigger in FAILURES}
    for asked in failed.values():
        await asked.ended()
    theatre.imini.script["file"] = standing
    yield failed


@pytest.mark.parametrize("trigger", FAILURES)
async def test_a_failure_is_told_on_the_card_and_its_credits_are_back(
    stage: Stage, failures: Mapping[str, ImagineCall], trigger: str
) -> None:
    asked = failures[trigger]
    key, card = await asked.ended()
    assert key == ("outcome-unknown" if FAILURES[trigger] == "ended-unknown" else "outcome-failed")
    assert ENGLISH(FAILURES[trigger]) in card.text
    assert card is asked.card
    # What the policy refused is not on show any more.
    assert asked.messages == ([] if FAILURES[trigger] == "ended-moderation" else [card])
    assert len(asked.submits) == 1
    again = await stage.accepted(user=asked.interaction.user, **ALL_CREDITS)
    assert not again.refused, again.card.text


@pytest.mark.parametrize("trigger", ["sandbox:half", "sandbox:odd"])
async def test_a_task_whose_id_came_through_is_followed_to_its_pictures(stage: Stage, trigger: str) -> None:
    asked = await stage.accepted(trigger)
    assert len((await asked.delivered()).pictures) == 1
    assert len(asked.submits) == 1


async def test_one_members_refused_requests_lock_nobody_out(stage: Stage) -> None:
    user = stage.member()
    refused = [await stage.accepted(trigger, user=user) for trigger in ("sandbox:policy", "sandbox:page")]
    for asked in refused:
        await asked.ended()
    others = [await stage.accepted() for _ in range(8)]
    assert [asked for asked in others if asked.refused] == []
    for asked in others:
        await asked.delivered()


@pytest.mark.parametrize(("trigger", "submits"), [("sandbox:503", 2), ("sandbox:429", 3)])
async def test_a_submit_that_was_certainly_not_taken_is_sent_again(stage: Stage, trigger: str, submits: int) -> None:
    asked = await stage.accepted(trigger)
    await asked.delivered()
    assert len(asked.submits) == submits


async def test_queries_that_fail_in_every_way_do_not_end_a_job(stage: Stage) -> None:
    odd = Fault(body={"task_id": "x", "status": "dreaming", "images": None})
    page, forbidden = (Fault(status, body=GATEWAY_PAGE) for status in (502, 403))
    bad = [page, Fault(truncate=True), Fault(drop=True), Fault(404), odd, forbidden, Fault(404), Fault(403), odd]
    stage.imini.script["task"].extend([*bad, Fault(429)])
    asked = await stage.accepted()
    card = await asked.delivered()
    assert len(card.pictures) == 1
    assert len(asked.submits) == 1


async def test_pictures_that_come_slowly_hold_no_other_member_up(stage: Stage) -> None:
    standing, trickling = stage.imini.script["file"], Fault(body=png(), pace=4000)
    stage.imini.script["file"] = deque([trickling, trickling, *standing])
    slow = await stage.accepted(count=2)
    await stage.discord.until(lambda: ENGLISH("status-fetching", n=2) in slow.card.text)
    stage.imini.script["file"] = standing
    others = [await stage.accepted() for _ in range(4)]
    for asked in others:
        await asked.delivered()
    assert slow.ending is None
    assert len((await slow.delivered()).pictures) == 2


@pytest.mark.parametrize("trigger", ["sandbox:404", "sandbox:html"])
async def test_a_picture_that_can_not_be_loaded_is_linked_and_free(stage: Stage, trigger: str) -> None:
    standing, stage.imini.script["file"] = stage.imini.script["file"], deque()
    asked = await stage.accepted(trigger, **ALL_CREDITS)
    key, card = await asked.ended()
    stage.imini.script["file"] = standing
    assert key == "outcome-unloaded"
    (task,) = asked.tasks
    assert all(task.path(picture) in card.text for picture in task.pictures)
    again = await stage.accepted(user=asked.interaction.user, **ALL_CREDITS)
    assert not again.refused, again.card.text


async def test_a_download_that_fails_is_tried_again(stage: Stage) -> None:
    assert isinstance(stage.imini.script["file"], Standing)
    stage.imini.script["file"].extendleft([Fault(truncate=True), Fault(drop=True), Fault(503)])
    asked = await stage.accepted()
    card = await asked.delivered()
    assert len(card.pictures) == 1
    assert ENGLISH("defect-missing", n=1, pictures=1) not in card.text


async def test_a_part_of_the_pictures_is_charged_as_a_part_and_named(stage: Stage) -> None:
    user = stage.member()
    card = await (await stage.accepted("sandbox:partial", user=user, count=10)).delivered()
    assert len(card.pictures) == 5
    assert ENGLISH("card-partial", delivered=5, requested=10) in card.text
    assert in_one_line([ENGLISH("card-credits", n=5)]) in card.text
    assert (await stage.accepted(user=user, count=6)).refused
    await (await stage.accepted(user=user, count=5)).delivered()


async def test_pictures_that_are_not_what_was_asked_for_are_named(stage: Stage) -> None:
    standing = stage.imini.script["file"]
    stage.imini.script["file"] = deque()
    small, blank = [await stage.accepted(f"sandbox:{twist}") for twist in ("size", "blank")]
    assert ENGLISH("defect-only-ratio", ratio="1:1") in (await small.delivered()).text
    assert ENGLISH("defect-only-blank") in (await blank.delivered()).text
    stage.imini.script["file"] = standing


async def test_what_was_delivered_is_charged(stage: Stage) -> None:
    user = stage.member()
    await (await stage.accepted(user=user, **ALL_CREDITS)).delivered()
    refused = await stage.accepted(user=user)
    assert refused.refused
    assert not refused.submits


async def test_two_commands_at_once_cannot_spend_the_same_credits(stage: Stage) -> None:
    user = stage.member()
    both = [await stage.ask(user=user, **ALL_CREDITS) for _ in range(2)]
    for asked in both:
        await asked.interaction.acknowledged()
    assert sorted(asked.refused for asked in both) == [False, True]
    await eventually(lambda: any(asked.submits for asked in both))
    assert sum(len(asked.submits) for asked in both) == 1


async def test_an_account_in_trouble_closes_the_door_until_imini_accepts_again(stage: Stage) -> None:
    stage.imini.script["submit"].extend(Fault(status, hang=0.3) for status in (401, 402, 403))
    asked = [await stage.accepted() for _ in range(3)]
    cards = [(await job.ended())[1] for job in asked]
    told = [
        sum(ENGLISH(words) in card.text for card in cards) for words in ("ended-key_refused", "ended-out_of_credits")
    ]
    assert told == [1, 2]

    refused = await stage.accepted()
    assert refused.refused
    assert not refused.submits
    assert stage.bot.log.count("no new jobs for") == 1
    while (welcome := await stage.accepted()).refused:
        assert not welcome.submits
    await welcome.delivered()
