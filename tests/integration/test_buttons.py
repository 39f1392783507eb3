"""The buttons on a card that make further pictures, or end what is under way. Whoever presses pays."""

from typing import Any

import pytest
import simcord

from bot.jobs.job import Job
from bot.members.retention import DAY
from tests.integration.cards import gallery_of, text_of, title_of
from tests.integration.conftest import Restart
from tests.integration.earlier import press_earlier, show_as_earlier
from tests.integration.people import Who, a_moderator, another_member, labels_on, press, the_panel, vary
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH

TOP = {"resolution": "4K", "quality": "high"}
REQUESTER_ONLY = {"buttons_for": "requester"}


async def _job(studio: Studio) -> Job:
    """The only job of Alice."""
    (job,) = await studio.jobs()
    return job


async def _used(studio: Studio, who: simcord.MemberActor) -> int:
    return (await studio.balance(who)).used


def _sent(studio: Studio) -> dict[str, Any]:
    """The body of the newest submit."""
    body: Any = studio.submits[-1].json
    return dict(body)


def _refused(result: simcord.InteractionResult, key: str) -> bool:
    """Whether the presser alone was told so."""
    told = [*result.followups, *([result.response] if result.response else [])]
    return any(message.ephemeral and ENGLISH(key) in text_of(message.components) for message in told)


async def test_again_asks_imini_for_the_same_at_the_expense_of_whoever_presses(studio: Studio) -> None:
    card = await studio.finished(aspect_ratio="16:9", quality="low", count=2)
    bob = another_member(studio)
    again = await press(card, "reroll", bob)
    await studio.time.advance(JOB_SECONDS)
    first, second = studio.submits
    assert first.json == second.json
    assert len(the_card(again).attachments) == 2
    assert bob.mention in text_of(the_card(again).components)
    assert (await _used(studio, studio.alice), await _used(studio, bob)) == (2, 2)


async def test_a_card_shows_and_links_what_it_was_made_from(studio: Studio) -> None:
    card = await studio.finished()
    again = the_card(await press(card, "reroll", studio.alice))
    link = f"https://discord.com/channels/{studio.guild.id}/{studio.channel.id}/{card.id}"
    assert f"\n-# [{ENGLISH('made-reroll')}]({link})\n" in text_of(again.components)
    assert "](" not in text_of(card.components)


async def test_again_of_a_private_spoiler_is_private_and_a_spoiler(studio: Studio) -> None:
    card = await studio.finished(private=True, spoiler=True)
    again = the_card(await press(card, "reroll", studio.alice))
    await studio.time.advance(JOB_SECONDS)
    assert again.ephemeral
    assert [item["spoiler"] for item in gallery_of(again.components)] == [True]


@pytest.mark.settings(quota_credits=1)
async def test_again_is_refused_to_who_has_no_credits_left(studio: Studio) -> None:
    again = await press(await studio.finished(), "reroll", studio.alice)
    assert again.ephemeral
    assert ENGLISH("refusal-quota", n=0, needed=1, limit=1) in text_of(the_card(again).components)
    assert len(studio.submits) == 1


async def test_a_failed_job_can_be_run_again(studio: Studio) -> None:
    card = await studio.finished("sandbox:failed")
    again = await press(card, "reroll", studio.alice)
    assert not again.ephemeral
    assert len(studio.submits) == 2


async def test_vary_takes_the_only_picture_as_an_asset_at_once(studio: Studio) -> None:
    card = await studio.finished("a red fox")
    varied = await press(card, "vary", studio.alice)
    (reference,) = _sent(studio)["images"]
    assert reference["reference_type"] == "asset"
    assert reference["url"].endswith("-1.png")
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(varied).attachments) == 1


async def test_vary_asks_privately_which_picture_of_many(studio: Studio) -> None:
    card = await studio.finished(count=6)
    bob = another_member(studio)
    question = the_card(await press(card, "vary", bob))
    assert question.ephemeral
    assert title_of(question.components) == ENGLISH("title-vary")
    assert len(studio.submits) == 1
    varied = await bob.select(question, ["2"])
    (reference,) = _sent(studio)["images"]
    assert reference["url"].endswith("-2.png")
    assert _sent(studio)["num"] == 1
    assert not varied.ephemeral
    assert await _used(studio, bob) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"resolution": "1K", "quality": "low"}, {"resolution": "2K", "quality": "low"}),
        ({"resolution": "2K", "quality": "high"}, {"resolution": "4K", "quality": "high"}),
        ({"resolution": "4K", "quality": "low"}, {"resolution": "4K", "quality": "medium"}),
    ],
)
async def test_redrawn_is_one_resolution_up_or_at_the_top_one_quality(
    studio: Studio, before: dict[str, str], after: dict[str, str]
) -> None:
    card = await studio.finished(**before)
    await press(card, "redraw", studio.alice)
    body = _sent(studio)
    assert {name: body[name] for name in after} == after
    assert body["images"][0]["url"].endswith("-1.png")


@pytest.mark.parametrize("count", [1, 2])
async def test_nothing_is_larger_than_the_largest(studio: Studio, count: int) -> None:
    card = await studio.finished(count=count, **TOP)
    assert ENGLISH("button-redraw") not in labels_on(await the_panel(card, studio.alice))
    show_as_earlier(studio, card, await _job(studio))
    assert _refused(await press_earlier(card, "sharper", studio.alice), "refusal-sharpest")
    assert len(studio.submits) == 1


@pytest.mark.settings(**REQUESTER_ONLY)
@pytest.mark.parametrize("who", [another_member, a_moderator])
@pytest.mark.parametrize("action", ["reroll", "edit", "vary"])
async def test_a_host_can_keep_what_costs_for_the_requester(studio: Studio, action: str, who: Who) -> None:
    card = await studio.finished()
    assert _refused(await press(card, action, who(studio)), "refusal-not-requester")
    assert len(studio.submits) == 1


@pytest.mark.settings(**REQUESTER_ONLY)
async def test_a_host_can_keep_every_picture_of_a_batch_for_the_requester(studio: Studio) -> None:
    card, bob = await studio.finished(count=2), another_member(studio)
    assert _refused(await vary(card, 2, bob), "refusal-not-requester")
    assert ENGLISH("button-redraw") not in labels_on(await the_panel(card, bob))
    assert ENGLISH("button-redraw") in labels_on(await the_panel(card, studio.alice))
    assert len(studio.submits) == 1


@pytest.mark.settings(**REQUESTER_ONLY)
async def test_what_costs_nothing_stays_for_all(studio: Studio) -> None:
    card = await studio.finished()
    details = the_card(await press(card, "details", another_member(studio)))
    assert title_of(details.components) == ENGLISH("title-details")
    await press(card, "reroll", studio.alice)
    assert len(studio.submits) == 2


@pytest.mark.settings(retention_days=1)
async def test_a_job_that_is_no_longer_kept_is_told_to_be_unknown(studio: Studio) -> None:
    card = await studio.finished(count=6)
    job, question = await _job(studio), the_card(await press(card, "vary", studio.alice))
    panel = await the_panel(card, studio.alice)
    await studio.time.advance(2 * DAY)
    for action in ("reroll", "edit", "vary"):
        assert _refused(await press(card, action, studio.alice), "refusal-unknown-job"), action
    for action in ("redraw", "details", "download", "alt_text"):
        assert _refused(await press(panel, action, studio.alice), "refusal-unknown-job"), action
    show_as_earlier(studio, card, job)
    for action in ("again", "edit", "vary", "sharper", "details", "original", "describe"):
        assert _refused(await press_earlier(card, action, studio.alice), "refusal-unknown-job"), action
    assert _refused(await studio.alice.select(question, ["2"]), "refusal-unknown-job")
    assert len(studio.submits) == 1


@pytest.mark.parametrize("action", ["reroll", "vary", "redraw"])
async def test_a_button_outlives_the_bot_that_made_it(studio: Studio, restart: Restart, action: str) -> None:
    card = await studio.finished()
    await restart()
    made = await press(card, action, studio.alice)
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(made).attachments) == 1
    assert len(studio.submits) == 2
