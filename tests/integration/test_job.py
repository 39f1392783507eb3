"""One ``/imagine`` from the command to the pictures, as its requester sees it."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from bot.timing.estimator import SAMPLES_KEPT, SAMPLES_NEEDED
from cogs.delivery.messenger import LAST_EDIT_MARGIN
from cogs.delivery.progress import GAP
from cogs.i18n.markdown import Markup, escape, in_one_line
from cogs.memory.tokens import TOKEN_LIFETIME
from sandbox.imini.planned_responses import Fault
from tests.integration.cards import gallery_of, messages, shown, status_of, text_of, title_of
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.jobs import a_request
from tests.support.locales import ENGLISH
from tests.support.names import picture_numbers


async def test_the_card_is_there_before_imini_is_asked(studio: Studio) -> None:
    asked_by_then: list[int] = []

    def on_event(event: str, _: Mapping[str, Any]) -> None:
        if event == "MESSAGE_CREATE":
            asked_by_then.append(len(studio.imini.requests))

    studio.env.backend.subscribers.append(on_event)
    await studio.imagine("a red fox")
    assert asked_by_then == [0]
    assert len(studio.submits) == 1


async def test_the_first_card_says_what_was_asked_and_what_it_costs(studio: Studio) -> None:
    await studio.imagine("a red fox", aspect_ratio="16:9", resolution="2K", quality="high", count=2)
    first = text_of(shown(studio.env)[0])
    title, small_print, status, *_ = first.splitlines()
    assert title == "### a red fox"
    assert small_print == "-# " + in_one_line(
        [f"by {studio.alice.mention}", "16:9", "2K", "high", "2 pictures", "8 credits"]
    )
    assert status == "Sending your request …"


async def test_a_single_picture_is_not_counted(studio: Studio) -> None:
    card = await studio.finished("a red fox")
    assert text_of(card.components).startswith(
        f"### a red fox\n-# by\u00a0{studio.alice.mention}\u00a0· 1:1\u00a0· 1K\u00a0· medium\u00a0· 1\u00a0credit\n"
    )


async def test_the_card_has_the_jobs_id_until_imini_answers_and_the_tasks_from_then_on(studio: Studio) -> None:
    result = await studio.imagine()
    (task_id,), (job,) = studio.imini.tasks, await studio.jobs()
    assert not result.ephemeral
    feet = [text_of(card).splitlines()[-1] for card in shown(studio.env)]
    assert feet == [f"-# Job `{job.id}`", f"-# Task `{task_id}`"]


async def test_the_card_goes_through_every_state_once(studio: Studio) -> None:
    await studio.finished()
    cards = shown(studio.env)
    assert {title_of(card) for card in cards} == {"a red fox"}
    assert [status_of(card) for card in cards] == ["", "Waiting for a free slot", "Drawing", ""]


async def test_the_finished_card_carries_the_picture(studio: Studio) -> None:
    alt = "Picture 1 of 1: a red fox"
    card = await studio.finished("a red fox")
    assert [item["description"] for item in gallery_of(card.components)] == [alt]
    assert [file.description for file in card.attachments] == [alt]


async def test_ten_pictures_are_on_one_card(studio: Studio) -> None:
    card = await studio.finished(count=10)
    assert picture_numbers(file.filename for file in card.attachments) == list(range(1, 11))
    assert len(gallery_of(card.components)) == 10
    assert len(studio.channel.history()) == 1


async def test_a_spoiler_hides_every_picture(studio: Studio) -> None:
    card = await studio.finished(count=2, spoiler=True)
    assert [item["spoiler"] for item in gallery_of(card.components)] == [True, True]


async def test_a_private_job_is_for_its_requester_alone(studio: Studio) -> None:
    card = await studio.finished(private=True)
    assert card.ephemeral
    assert len(card.attachments) == 1
    assert studio.channel.history(viewer=studio.guild.add_member(studio.env.create_user("bob"))) == []


async def test_imini_gets_exactly_the_documented_body(studio: Studio) -> None:
    await studio.imagine("  a red fox ", aspect_ratio="9:21", resolution="4K", quality="low", count=3)
    (submit,) = studio.submits
    assert submit.json == {
        "model": "openai/gpt-image-2",
        "prompt": "a red fox",
        "resolution": "4K",
        "aspect_ratio": "9:21",
        "quality": "low",
        "num": 3,
    }


async def test_the_pictures_come_at_once_although_the_card_has_just_been_edited(studio: Studio) -> None:
    edited: list[float] = []

    def on_event(event: str, _: Mapping[str, Any]) -> None:
        if event == "MESSAGE_UPDATE":
            edited.append(studio.env.now().timestamp())

    studio.env.backend.subscribers.append(on_event)
    gaps = []
    for usual in range(12, 24):
        for number in range(SAMPLES_KEPT):
            studio.bot.services.worker.estimator.learn(a_request(), usual * (0.6 + number / SAMPLES_KEPT))
        await studio.finished()
        *_, before, end = edited
        gaps.append(end - before)
        assert end == pytest.approx(studio.imini.requests[-1].at)
    assert min(gaps) < GAP


async def test_progress_is_shown_once_it_has_been_learned(studio: Studio) -> None:
    for _ in range(SAMPLES_NEEDED):
        await studio.finished()
    assert not any("left" in text_of(card) for card in shown(studio.env))
    result = await studio.imagine()
    await studio.time.advance(6)
    assert re.search(r"\n\*\*Drawing\*\* `[█░]{8}` about \d+ s left\n", text_of(the_card(result).components))


@pytest.mark.settings(task_timeout="20m")
@pytest.mark.parametrize("private", [True, False])
async def test_a_card_says_in_time_that_it_can_not_be_edited_until_the_end(studio: Studio, private: bool) -> None:
    """What Discord shows to one member alone, the bot can edit for a quarter of an hour only."""
    result = await studio.imagine("sandbox:forever", private=private)
    await studio.time.advance(TOKEN_LIFETIME - LAST_EDIT_MARGIN - 30)
    told = ENGLISH("status-last-edit", user=Markup(studio.alice.mention))
    assert told not in text_of(the_card(result).components)
    await studio.time.advance(60)
    assert (told in text_of(the_card(result).components)) == private
    assert (ENGLISH("button-cancel") in str(the_card(result).components)) == (not private)


@pytest.mark.settings(notify_after="10s")
async def test_a_long_job_calls_its_requester_once(studio: Studio) -> None:
    card = await studio.finished()
    await studio.time.advance(JOB_SECONDS)
    assert [message.content for message in studio.channel.history()] == [
        "",
        f"{studio.alice.mention}, your picture is ready.",
    ]
    (call,) = [message for message in messages(studio.env) if message.get("content")]
    assert call["allowed_mentions"] == {"parse": [], "users": [studio.alice.id]}
    assert call["message_reference"]["message_id"] == card.id


@pytest.mark.settings(notify_after="10s")
async def test_whose_pictures_could_not_be_loaded_is_not_called_to_look_at_them(studio: Studio) -> None:
    studio.imini.script["file"].extendleft([Fault(404)] * 4)
    await studio.finished()
    await studio.time.advance(JOB_SECONDS)
    assert studio.channel.history()[-1].content == ENGLISH("notify-failed", user=Markup(studio.alice.mention))


async def test_a_quick_job_calls_nobody(studio: Studio) -> None:
    await studio.finished()
    assert len(studio.channel.history()) == 1


@pytest.mark.parametrize(
    "prompt", ["@everyone look", "<@123> in <#456>", "a `code` span", "**bold** ||hidden||", "# one\n> two", "[a](b)"]
)
async def test_a_prompt_is_shown_as_it_was_typed(studio: Studio, prompt: str) -> None:
    result = await studio.imagine(prompt)
    assert text_of(the_card(result).components).startswith(f"### {escape(prompt)}\n")
    assert studio.submits[0].json["prompt"] == prompt  # type: ignore[index]


async def test_no_message_may_ping_by_what_it_quotes(studio: Studio) -> None:
    await studio.finished("@everyone <@123>")
    assert {str(message.get("allowed_mentions", "none given")) for message in messages(studio.env)} == {
        str({"parse": []})
    }


async def test_a_long_prompt_is_cut_on_the_card_but_not_for_imini(studio: Studio) -> None:
    prompt = "fox " * 1500
    result = await studio.imagine(prompt)
    assert len(text_of(the_card(result).components)) < 1000
    assert studio.imini.requests[0].json["prompt"] == prompt.strip()  # type: ignore[index]


async def test_it_works_in_a_direct_message(studio: Studio) -> None:
    result = await studio.alice.user.slash("imagine", prompt="a red fox")
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(result).attachments) == 1
