"""The picker of Vary and Redraw larger: it shows the pictures and the price, and makes one job."""

from typing import Any

import pytest
import simcord

from bot.jobs.job import Job
from tests.integration.cards import gallery_of, text_of, title_of
from tests.integration.conftest import Restart
from tests.integration.people import press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH


async def _job(studio: Studio) -> Job:
    (job,) = await studio.jobs()
    return job


def _sent(studio: Studio) -> dict[str, Any]:
    """The body of the newest submit."""
    body: Any = studio.submits[-1].json
    return dict(body)


def _select(picker: simcord.ResponseMessage) -> dict[str, Any]:
    (select,) = [part for part in simcord.components.walk_components(picker.components) if part["type"] == 3]
    return dict(select)


def _links(message: simcord.ResponseMessage) -> list[str]:
    parts = simcord.components.walk_components(message.components)
    return [part["url"] for part in parts if part.get("url")]


@pytest.mark.parametrize(("action", "count", "price"), [("vary", 6, 2), ("redraw", 3, 4)])
async def test_a_picker_shows_the_pictures_and_what_one_costs(
    studio: Studio, action: str, count: int, price: int
) -> None:
    card = await studio.finished(count=count, quality="high")
    picker = the_card(await press(card, action, studio.alice))
    assert len(gallery_of(picker.components)) == count
    select = _select(picker)
    labels = [option["label"] for option in select["options"]]
    assert labels == [ENGLISH("pick-picture", picture=n + 1) for n in range(count)]
    assert select["placeholder"] == ENGLISH("pick-one", n=price)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("action", "count"), [("vary", 6), ("redraw", 2)])
async def test_a_picker_makes_one_job_however_often_it_is_used(
    studio: Studio, restart: Restart, action: str, count: int, *, restarts: bool
) -> None:
    card = await studio.finished(count=count)
    picker = the_card(await press(card, action, studio.alice))
    studio.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=404, times=None)
    made = the_card(await studio.alice.select(picker, ["2"]))
    spent = (await studio.balance()).used
    if restarts:
        await restart()
    again = the_card(await studio.alice.select(picker, ["1"]))
    assert again.ephemeral
    assert ENGLISH("refusal-picked") in text_of(again.components)
    assert str(made.id) in text_of(again.components)
    assert (len(studio.submits), (await studio.balance()).used) == (2, spent)


async def test_a_picker_that_has_served_turns_into_a_link_to_what_it_made(studio: Studio) -> None:
    card = await studio.finished(count=6)
    picker = the_card(await press(card, "vary", studio.alice))
    made = the_card(await studio.alice.select(picker, ["1"]))
    assert ENGLISH("pick-done") in text_of(picker.components)
    (link,) = _links(picker)
    assert link.endswith(f"/{studio.channel.id}/{made.id}")


async def test_a_picker_of_a_private_card_turns_into_a_word_without_a_link(studio: Studio) -> None:
    card = await studio.finished(count=6, private=True)
    picker = the_card(await press(card, "vary", studio.alice))
    await studio.alice.select(picker, ["1"])
    assert ENGLISH("pick-done") in text_of(picker.components)
    assert _links(picker) == []


@pytest.mark.settings(confirm_credits=1)
async def test_a_picker_serves_once_its_estimate_was_answered_with_go(studio: Studio) -> None:
    asked = the_card(await studio.imagine(count=2))
    card = the_card(await press(asked, "go", studio.alice))
    await studio.time.advance(2 * JOB_SECONDS)
    picker = the_card(await press(card, "redraw", studio.alice))
    estimate = the_card(await studio.alice.select(picker, ["1"]))
    assert title_of(estimate.components) == ENGLISH("title-estimate", n=2)
    assert _select(picker)["options"]
    await press(estimate, "go", studio.alice)
    assert ENGLISH("pick-done") in text_of(picker.components)


async def test_vary_makes_one_picture_of_a_batch_and_of_a_single(studio: Studio) -> None:
    card = await studio.finished()
    await press(card, "vary", studio.alice)
    assert _sent(studio)["num"] == 1


async def test_who_can_not_pay_for_a_pick_can_pick_later(studio: Studio) -> None:
    card = await studio.finished(count=6)
    picker = the_card(await press(card, "vary", studio.alice))
    quota, now = studio.bot.services.members.quota, studio.bot.services.runtime.clock.now()
    await quota.restore(studio.alice.id, "another", (await studio.balance()).left, now, running=True)
    refused = the_card(await studio.alice.select(picker, ["1"]))
    assert refused.ephemeral
    await quota.settle("another", 0)
    await studio.alice.select(picker, ["1"])
    assert len(studio.submits) == 2


async def test_a_picture_picked_after_a_restart_comes_from_imini(studio: Studio, restart: Restart) -> None:
    card = await studio.finished(count=6)
    job = await _job(studio)
    question = the_card(await press(card, "vary", studio.alice))
    await restart()
    await studio.alice.select(question, ["2"])
    (reference,) = _sent(studio)["images"]
    assert reference["url"] == job.images[1].url


async def test_sharper_makes_one_out_of_the_picked_picture(studio: Studio) -> None:
    card = await studio.finished(count=2)
    question = the_card(await press(card, "redraw", studio.alice))
    assert title_of(question.components) == ENGLISH("title-redraw")
    await studio.alice.select(question, ["2"])
    assert (_sent(studio)["num"], _sent(studio)["resolution"]) == (1, "2K")
    assert _sent(studio)["images"][0]["url"].endswith("-2.png")


@pytest.mark.parametrize("picker", ["9223372036854775808", "99999999999999999999", "-1", "\u0661"])
async def test_a_picker_of_no_interaction_makes_its_job_all_the_same(studio: Studio, picker: str) -> None:
    shown = the_card(await press(await studio.finished(count=6), "vary", studio.alice))
    (container,) = shown.components
    select = next(part for part in simcord.components.walk_components([container]) if "options" in part)
    select["custom_id"] = f"{select['custom_id'].rpartition(':')[0]}:{picker}"
    studio.env.backend.edit_message(shown.channel_id, shown.id, {"components": [container]})
    await studio.alice.select(shown, ["2"])
    assert len(studio.submits) == 2
