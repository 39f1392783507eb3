"""``/task``: a job found again, and pictures that come once more, or at last."""

from typing import Any

import discord
import pytest
import simcord

from cogs.i18n.markdown import in_one_line
from sandbox.imini.planned_responses import Fault
from tests.integration.cards import gallery_of, status_of, text_of
from tests.integration.conftest import Restart
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.databases import RecordingDatabase
from tests.support.locales import ENGLISH
from tests.support.names import picture_numbers
from tests.support.pictures import png

AT_ONCE = {"task_timeout": "4s"}
"""Settings of a bot that gives every job up before imini has drawn it."""


async def _asked(studio: Studio, wanted: str, who: simcord.MemberActor | None = None) -> simcord.ResponseMessage:
    return the_card(await (who or studio.alice).slash(studio.channel, "task", id=wanted))


async def _offered(studio: Studio, typed: str = "") -> list[dict[str, Any]]:
    return await studio.alice.autocomplete(studio.channel, "task", "id", typed)


async def _latest(studio: Studio) -> str:
    """The id of Alice's newest job."""
    return str((await _offered(studio))[0]["value"])


async def _lost(studio: Studio, prompt: str = "a red fox") -> str:
    """The id of a job that was given up although imini took it."""
    await studio.imagine(prompt)
    await studio.time.advance(30)
    return await _latest(studio)


async def test_a_members_last_jobs_are_offered_newest_first(studio: Studio) -> None:
    await studio.finished("a red *fox*\nin the snow")
    await studio.time.advance(7200)
    await studio.imagine("a grey wolf")
    assert [choice["name"] for choice in await _offered(studio)] == [
        "a grey wolf · Being drawn · 1 second ago",
        "a red *fox* in the snow · Done · 2 hours ago",
    ]
    assert [choice["name"][:6] for choice in await _offered(studio, "FOX")] == ["a red "]


async def test_jobs_are_offered_from_memory(studio: Studio, databases: list[RecordingDatabase]) -> None:
    await studio.finished()
    before = len(studio.imini.requests)
    databases[-1].forget()
    assert len(await _offered(studio)) == 1
    assert (len(studio.imini.requests), databases[-1].read) == (before, [])


async def test_jobs_of_an_earlier_run_are_offered_as_well(studio: Studio, restart: Restart) -> None:
    await studio.finished()
    await restart()
    assert len(await _offered(studio)) == 1


async def test_a_job_of_others_is_not_offered(studio: Studio) -> None:
    await studio.finished()
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    assert await bob.autocomplete(studio.channel, "task", "id", "") == []


async def test_a_job_is_shown_to_its_requester_alone(studio: Studio) -> None:
    card = await studio.finished()
    (task_id,) = studio.imini.tasks
    for wanted in (await _latest(studio), f" {task_id} "):
        report = await _asked(studio, wanted)
        assert report.ephemeral
        assert status_of(report.components) == "Done"
        assert in_one_line([ENGLISH("card-credits", n=1)]) in text_of(report.components)
        (picture,) = gallery_of(report.components)
        assert picture["media"]["url"].startswith(studio.imini.origin)
        assert _link(report) == f"https://discord.com/channels/{studio.guild.id}/{studio.channel.id}/{card.id}"


@pytest.mark.parametrize(
    ("responses", "missing"), [([Fault(404)] * 3 + [Fault(body=png()), Fault(404)], 1), ([Fault(404)] * 8, 2)]
)
async def test_what_could_not_be_loaded_is_said_to_be_refunded(
    studio: Studio, responses: list[Fault], missing: int
) -> None:
    studio.imini.script["file"].extendleft(responses)
    await studio.finished(count=2)
    report = await _asked(studio, await _latest(studio))
    assert f"**Done**\n{ENGLISH('ended-credits', n=missing)}" in text_of(report.components)


async def test_a_job_that_brought_all_its_pictures_says_nothing_of_a_refund(studio: Studio) -> None:
    await studio.finished(count=2)
    assert "refunded" not in text_of((await _asked(studio, await _latest(studio))).components)


@pytest.mark.parametrize("wanted", ["0123456789", "task_1", "*", "'; DROP TABLE jobs; --"])
async def test_a_job_that_nobody_knows_is_refused(studio: Studio, wanted: str) -> None:
    refusal = await _asked(studio, wanted)
    assert refusal.ephemeral
    assert ENGLISH("refusal-unknown-task") in text_of(refusal.components)


async def test_other_members_learn_nothing_of_a_job(studio: Studio) -> None:
    await studio.finished()
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    assert ENGLISH("refusal-unknown-task") in text_of((await _asked(studio, await _latest(studio), bob)).components)


async def test_a_moderator_sees_what_was_visible_in_the_server_and_nothing_private(studio: Studio) -> None:
    role = studio.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    moderator = studio.guild.add_member(studio.env.create_user("mod"), roles=[role])
    await studio.finished("a red fox")
    assert "a red fox" in text_of((await _asked(studio, await _latest(studio), moderator)).components)
    await studio.finished("a secret fox", private=True)
    refusal = await _asked(studio, await _latest(studio), moderator)
    assert ENGLISH("refusal-unknown-task") in text_of(refusal.components)


async def test_a_moderator_of_another_server_sees_nothing(studio: Studio) -> None:
    await studio.finished()
    wanted = await _latest(studio)
    elsewhere = studio.env.create_guild("Elsewhere")
    role = elsewhere.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    moderator = elsewhere.add_member(studio.env.create_user("mod"), roles=[role])
    refusal = await moderator.slash(elsewhere.create_text_channel("art"), "task", id=wanted)
    assert ENGLISH("refusal-unknown-task") in text_of(the_card(refusal).components)


async def test_pictures_are_brought_again_for_nothing(studio: Studio) -> None:
    card = await studio.finished()
    report = await _asked(studio, await _latest(studio))
    again = the_card(await studio.alice.click(report.message, label="Re-post"))
    assert not again.ephemeral
    assert again.id != card.id
    assert picture_numbers(file.filename for file in again.attachments) == [1]
    assert (await studio.balance()).used == 1
    assert len(studio.submits) == 1
    assert _link(await _asked(studio, await _latest(studio))).endswith(f"/{again.id}")


async def test_pictures_that_come_again_show_what_was_charged_however_many_imini_still_has(studio: Studio) -> None:
    await studio.finished(count=2)
    studio.imini.script["file"].extendleft([Fault(404)] * 3 + [Fault(body=png()), Fault(404)])
    report = await _asked(studio, await _latest(studio))
    pressed = await studio.alice.click(report.message, label="Re-post")
    await studio.time.advance(JOB_SECONDS)
    again = the_card(pressed)
    assert len(again.attachments) == 1
    assert in_one_line([ENGLISH("card-credits", n=2)]) in text_of(again.components)
    assert ENGLISH("card-partial", delivered=1, requested=2) in text_of(again.components)


async def test_a_moderator_who_brings_pictures_again_does_not_take_the_card_along(studio: Studio) -> None:
    card = await studio.finished()
    role = studio.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    moderator = studio.guild.add_member(studio.env.create_user("mod"), roles=[role])
    wanted = await _latest(studio)
    again = the_card(await moderator.click((await _asked(studio, wanted, moderator)).message, label="Re-post"))
    assert len(again.attachments) == 1
    assert _link(await _asked(studio, wanted)).endswith(f"/{card.id}")


async def test_private_pictures_stay_private_when_they_come_again(studio: Studio) -> None:
    await studio.finished(private=True)
    report = await _asked(studio, await _latest(studio))
    again = await studio.alice.click(report.message, label="Re-post")
    assert again.ephemeral
    assert len(the_card(again).attachments) == 1


async def test_pictures_that_imini_has_no_more_are_said_to_be_gone(studio: Studio) -> None:
    card = await studio.finished()
    studio.imini.script["file"].clear()
    studio.imini.script["file"].extend([Fault(404)])
    report = await _asked(studio, await _latest(studio))
    pressed = await studio.alice.click(report.message, label="Re-post")
    await studio.time.advance(JOB_SECONDS)
    again = the_card(pressed)
    assert ENGLISH("repost-gone") in text_of(again.components)
    assert again.attachments == []
    report = await _asked(studio, await _latest(studio))
    assert status_of(report.components) == "Done"
    assert _link(report).endswith(f"/{card.id}")


@pytest.mark.settings(**AT_ONCE)
async def test_pictures_that_came_too_late_are_delivered_and_charged_at_last(studio: Studio) -> None:
    report = await _asked(studio, await _lost(studio))
    assert status_of(report.components) == "Failed"
    assert (await studio.balance()).used == 0
    await studio.time.advance(JOB_SECONDS)
    pressed = await studio.alice.click(report.message, label=ENGLISH("button-fetch"))
    await studio.time.advance(5)
    card, told = pressed.followups
    assert (card.ephemeral, told.ephemeral) == (False, True)
    assert picture_numbers(file.filename for file in card.attachments) == [1]
    assert ((await studio.balance()).used, len(studio.submits)) == (1, 1)
    report = await _asked(studio, await _latest(studio))
    assert status_of(report.components) == "Done"
    assert _link(report).endswith(f"/{card.id}")


@pytest.mark.settings(**AT_ONCE)
async def test_pictures_are_delivered_at_last_through_a_restart(studio: Studio, restart: Restart) -> None:
    report = await _asked(studio, await _lost(studio))
    await studio.time.advance(JOB_SECONDS)
    await restart()
    studio.imini.script["file"].extendleft([Fault(503)] * 3)
    pressed = await studio.alice.click(report.message, label=ENGLISH("button-fetch"))
    await restart()
    await studio.time.advance(JOB_SECONDS)
    card, _ = pressed.followups
    assert len(card.attachments) == 1
    assert (await studio.balance()).used == 1


@pytest.mark.settings(**AT_ONCE)
async def test_asking_a_second_time_costs_and_brings_nothing_more(studio: Studio) -> None:
    report = await _asked(studio, await _lost(studio))
    await studio.time.advance(JOB_SECONDS)
    await studio.alice.click(report.message, label=ENGLISH("button-fetch"))
    again = await studio.alice.click(report.message, label=ENGLISH("button-fetch"))
    await studio.time.advance(5)
    assert again.ephemeral
    assert ENGLISH("refusal-already-fetched") in text_of(the_card(again).components)
    assert (await studio.balance()).used == 1


@pytest.mark.settings(**AT_ONCE, quota_credits=1)
async def test_who_has_spent_the_credits_elsewhere_has_to_wait_for_lost_pictures(studio: Studio) -> None:
    wanted = await _lost(studio)
    await studio.time.advance(JOB_SECONDS)
    report = await _asked(studio, wanted)
    await studio.imagine()
    pressed = await studio.alice.click(report.message, label=ENGLISH("button-fetch"))
    (refusal,) = pressed.followups
    assert refusal.ephemeral
    assert ENGLISH("refusal-quota", n=0, needed=1, limit=1) in text_of(refusal.components)
    assert status_of((await _asked(studio, wanted)).components) == "Failed"


@pytest.mark.settings(**AT_ONCE)
@pytest.mark.parametrize(
    ("prompt", "news"),
    [
        ("sandbox:forever", ENGLISH("recovery-drawing")),
        ("sandbox:failed", ENGLISH("recovery-given_up")),
        ("sandbox:lost", ENGLISH("recovery-gone")),
    ],
)
async def test_a_task_without_pictures_is_told_where_it_stands_and_costs_nothing(
    studio: Studio, prompt: str, news: str
) -> None:
    report = await _asked(studio, await _lost(studio, prompt))
    await studio.time.advance(JOB_SECONDS)
    before = len(studio.imini.requests)
    told = the_card(await studio.alice.click(report.message, label=ENGLISH("button-fetch")))
    assert told.ephemeral
    assert news in text_of(told.components)
    assert len(studio.imini.requests) == before + 1
    assert (await studio.balance()).used == 0


@pytest.mark.settings(**AT_ONCE)
async def test_an_imini_that_does_not_answer_can_be_asked_again(studio: Studio) -> None:
    report = await _asked(studio, await _lost(studio))
    await studio.time.advance(JOB_SECONDS)
    studio.imini.script["task"].append(Fault(500))
    told = the_card(await studio.alice.click(report.message, label=ENGLISH("button-fetch")))
    assert ENGLISH("recovery-silent") in text_of(told.components)
    pressed = await studio.alice.click(report.message, label=ENGLISH("button-fetch"))
    await studio.time.advance(5)
    assert len(pressed.followups[0].attachments) == 1


def _link(message: simcord.ResponseMessage) -> str:
    (link,) = [part["url"] for part in simcord.components.walk_components(message.components) if part.get("url")]
    return str(link)
