"""The buttons under a card in each of its states, and those that vary one picture."""

from typing import Any

import pytest
import simcord

from tests.integration.cards import text_of, title_of
from tests.integration.conftest import Restart
from tests.integration.earlier import ROW
from tests.integration.people import another_member, labels_on, press, the_panel, vary
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import CATALOGS, ENGLISH

PRIMARY, SECONDARY = 1, 2


def _named(*actions: str) -> list[str]:
    return [ENGLISH(f"button-{action}") for action in actions]


def _rows(message: simcord.ResponseMessage) -> list[list[str]]:
    """The labels of the buttons, row by row."""
    rows = [part for part in simcord.components.walk_components(message.components) if part["type"] == ROW]
    return [[button["label"] for button in row["components"]] for row in rows]


def _styles(message: simcord.ResponseMessage) -> dict[str, int]:
    parts = simcord.components.walk_components(message.components)
    return {part["label"]: part["style"] for part in parts if part.get("label")}


def _sent(studio: Studio) -> dict[str, Any]:
    """The body of the newest submit."""
    body: Any = studio.submits[-1].json
    return dict(body)


async def test_one_picture_has_one_row(studio: Studio) -> None:
    assert _rows(await studio.finished()) == [_named("vary", "reroll", "edit", "more")]


@pytest.mark.parametrize("count", [2, 5])
async def test_some_pictures_have_a_button_each(studio: Studio, count: int) -> None:
    card = await studio.finished(count=count)
    numbered = [ENGLISH("button-variation", picture=number + 1) for number in range(count)]
    assert _rows(card) == [numbered, _named("reroll", "edit", "more")]


async def test_many_pictures_share_a_button(studio: Studio) -> None:
    assert _rows(await studio.finished(count=6)) == [_named("vary", "reroll", "edit", "more")]


@pytest.mark.parametrize("prompt", ["sandbox:failed", "sandbox:moderated", "sandbox:drop"])
async def test_a_card_without_pictures_varies_none(studio: Studio, prompt: str) -> None:
    assert _rows(await studio.finished(prompt)) == [_named("reroll", "edit", "more")]


async def test_a_running_card_can_be_cancelled(studio: Studio) -> None:
    assert _styles(the_card(await studio.imagine())) == {ENGLISH("button-cancel"): SECONDARY}


@pytest.mark.parametrize(("count", "accents"), [(1, ["Vary"]), (2, ["V1", "V2"])])
async def test_only_what_varies_stands_out(studio: Studio, count: int, accents: list[str]) -> None:
    card = await studio.finished(count=count)
    panel = await the_panel(card, studio.alice)
    assert [label for label, style in _styles(card).items() if style == PRIMARY] == accents
    assert set(_styles(panel).values()) == {SECONDARY}


async def test_a_card_is_labelled_in_the_language_of_its_member(studio: Studio) -> None:
    chinese = CATALOGS("zh-CN")

    def speak(event: str, payload: Any) -> None:  # noqa: ANN401 - what SimCord hands to subscribers
        if event == "INTERACTION_CREATE":
            payload["locale"] = "zh-CN"

    studio.env.backend.subscribers.insert(1, speak)  # after what says the usual one, before the bot
    card = await studio.finished()
    opened = await studio.alice.click(card, label=chinese("button-more"))
    assert _rows(card) == [[chinese(f"button-{action}") for action in ("vary", "reroll", "edit", "more")]]
    assert chinese("button-redraw") in labels_on(opened.followups[0])


async def test_a_press_varies_the_picture_with_that_number_and_no_other(studio: Studio) -> None:
    card = await studio.finished(count=3)
    made = the_card(await vary(card, 2, studio.alice))
    assert not made.ephemeral
    (reference,) = _sent(studio)["images"]
    assert reference["url"].endswith("-2.png")
    assert _sent(studio)["num"] == 1
    await studio.time.advance(JOB_SECONDS)
    assert len(made.attachments) == 1


async def test_each_press_makes_a_picture_and_whoever_presses_pays(studio: Studio) -> None:
    card, bob = await studio.finished(count=2), another_member(studio)
    for who in (bob, bob, studio.alice):
        await vary(card, 1, who)
        await studio.time.advance(JOB_SECONDS)
    assert len(studio.submits) == 4
    assert ((await studio.balance(bob)).used, (await studio.balance()).used) == (2, 3)


@pytest.mark.settings(confirm_credits=1)
async def test_a_variation_that_costs_much_is_confirmed_first(studio: Studio) -> None:
    asked = the_card(await studio.imagine(count=2, quality="high"))
    card = the_card(await press(asked, "go", studio.alice))
    await studio.time.advance(2 * JOB_SECONDS)
    estimate = the_card(await vary(card, 1, studio.alice))
    assert (estimate.ephemeral, title_of(estimate.components)) == (True, ENGLISH("title-estimate", n=2))
    assert len(studio.submits) == 1


@pytest.mark.settings(quota_credits=2)
async def test_who_has_no_credits_varies_nothing(studio: Studio) -> None:
    refused = the_card(await vary(await studio.finished(count=2), 1, studio.alice))
    assert refused.ephemeral
    assert ENGLISH("refusal-quota", n=0, needed=1, limit=2) in text_of(refused.components)
    assert len(studio.submits) == 1


async def test_a_variation_outlives_the_bot_that_offered_it(studio: Studio, restart: Restart) -> None:
    card = await studio.finished(count=2)
    await restart()
    await vary(card, 2, studio.alice)
    (reference,) = _sent(studio)["images"]
    assert reference["url"].endswith("-2.png")


async def test_only_pictures_that_arrived_are_varied(studio: Studio) -> None:
    card = await studio.finished("sandbox:partial", count=4)
    arrived = [ENGLISH("button-variation", picture=number) for number in (1, 2)]
    assert _rows(card)[0] == arrived


async def test_a_picture_that_does_not_exist_is_varied_by_nobody(studio: Studio) -> None:
    card = await studio.finished(count=2)
    (container,) = card.components
    for row in container["components"]:
        for button in row.get("components", ()):
            button["custom_id"] = button["custom_id"].replace("/2", "/9")
    studio.env.backend.edit_message(card.channel_id, card.id, {"components": [container]})
    refused = the_card(await vary(card, 2, studio.alice))
    assert ENGLISH("refusal-unknown-picture") in text_of(refused.components)
    assert len(studio.submits) == 1
