"""An expensive request is estimated privately first; nothing is sent before Go."""

from typing import Any

import pytest
import simcord

from bot.admission.estimates import EACH, TTL, PendingEstimates
from bot.servers.rules import Budget, Period
from bot.timing.estimator import SAMPLES_NEEDED
from cogs.i18n.markdown import moment
from tests.integration.cards import text_of, title_of
from tests.integration.conftest import Remake, Restart, remembering
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.jobs import a_request
from tests.support.locales import ENGLISH

DAY = 24 * 3600
EXPENSIVE = {"resolution": "4K", "quality": "high", "count": 2}
"""Options of a request for 16 credits."""

pytestmark = pytest.mark.settings(confirm_credits=3)


async def _asked(studio: Studio, **options: Any) -> simcord.ResponseMessage:
    return the_card(await studio.imagine(**{**EXPENSIVE, **options}))


async def _answer(studio: Studio, estimate: simcord.ResponseMessage, action: str) -> simcord.InteractionResult:
    return await studio.alice.click(estimate, label=ENGLISH(f"button-{action}"))


def _labels(message: simcord.ResponseMessage) -> list[str]:
    parts = simcord.components.walk_components(message.components)
    return [part["label"] for part in parts if part.get("label")]


def _sent(studio: Studio) -> tuple[Any, ...]:
    """What costs in the only submit."""
    (submit,) = studio.submits
    body: Any = submit.json
    return body["resolution"], body["quality"], body["num"]


async def test_an_expensive_request_is_estimated_for_its_member_alone(studio: Studio) -> None:
    estimate = await _asked(studio)
    assert estimate.ephemeral
    assert title_of(estimate.components) == ENGLISH("title-estimate", n=16)
    assert ENGLISH("estimate-left", n=34) in text_of(estimate.components)
    assert _labels(estimate) == [ENGLISH("button-go"), ENGLISH("button-cheaper"), ENGLISH("button-drop")]
    balance = await studio.balance()
    assert (len(studio.submits), balance.used, balance.running) == (0, 0, 0)


@pytest.mark.parametrize("count", [3, 4])
async def test_only_what_costs_more_than_the_host_said_is_asked_about(studio: Studio, count: int) -> None:
    await studio.imagine(count=count)
    assert len(studio.submits) == (1 if count == 3 else 0)


@pytest.mark.settings(confirm_credits=None)
async def test_a_host_who_said_nothing_has_nobody_asked(studio: Studio) -> None:
    await _asked(studio)
    assert len(studio.submits) == 1


async def test_an_estimate_says_how_long_it_takes_once_that_is_known(studio: Studio) -> None:
    for _ in range(SAMPLES_NEEDED):
        studio.bot.services.worker.estimator.learn(a_request(num=4), 20)
    estimate = the_card(await studio.imagine(count=4))
    assert ENGLISH("estimate-time", n=20) in text_of(estimate.components)


async def test_go_makes_the_job_that_was_requested(studio: Studio) -> None:
    estimate = await _asked(studio, spoiler=True)
    card = the_card(await _answer(studio, estimate, "go"))
    assert not card.ephemeral
    assert _sent(studio) == ("4K", "high", 2)
    await studio.time.advance(3 * JOB_SECONDS)
    assert len(card.attachments) == 2
    assert (await studio.balance()).used == 16


@pytest.mark.parametrize("cheaper", [0, 1])
async def test_an_estimate_is_gone_once_it_has_served(studio: Studio, cheaper: int) -> None:
    estimate = await _asked(studio)
    for _ in range(cheaper):
        await _answer(studio, estimate, "cheaper")
    card = the_card(await _answer(studio, estimate, "go"))
    assert list(studio.env.backend.messages[studio.channel.id]) == [card.id]


async def test_a_second_go_makes_no_second_job(studio: Studio) -> None:
    estimate = await _asked(studio)
    studio.env.inject_error("DELETE", "/webhooks/*/messages/@original", status=503, times=None)
    await _answer(studio, estimate, "go")
    await _answer(studio, estimate, "go")
    assert ENGLISH("estimate-old") in text_of(estimate.components)
    assert _labels(estimate) == []
    assert len(studio.submits) == 1


async def test_cheaper_goes_down_step_by_step_to_the_cheapest(studio: Studio) -> None:
    estimate = await _asked(studio)
    settings = []
    while ENGLISH("button-cheaper") in _labels(estimate):
        await _answer(studio, estimate, "cheaper")
        settings.append(text_of(estimate.components).splitlines()[2])
    assert settings == [
        "1:1\u00a0· 4K\u00a0· medium\u00a0· 2\u00a0pictures",
        "1:1\u00a0· 4K\u00a0· low\u00a0· 2\u00a0pictures",
        "1:1\u00a0· 2K\u00a0· low\u00a0· 2\u00a0pictures",
        "1:1\u00a0· 1K\u00a0· low\u00a0· 2\u00a0pictures",
        "1:1\u00a0· 1K\u00a0· low",
    ]
    assert studio.submits == []
    await _answer(studio, estimate, "go")
    assert _sent(studio) == ("1K", "low", 1)


async def test_what_was_made_cheaper_is_not_asked_about_again(studio: Studio) -> None:
    estimate = await _asked(studio)
    await _answer(studio, estimate, "cheaper")
    assert ENGLISH("estimate-left", n=42) in text_of(estimate.components)
    await _answer(studio, estimate, "go")
    assert _sent(studio) == ("4K", "medium", 2)


async def test_cancel_sends_and_charges_nothing(studio: Studio) -> None:
    estimate = await _asked(studio)
    await _answer(studio, estimate, "drop")
    assert title_of(estimate.components) == ENGLISH("title-cancelled")
    assert ENGLISH("estimate-dropped") in text_of(estimate.components)
    assert _labels(estimate) == []
    assert (len(studio.submits), (await studio.balance()).used) == (0, 0)


@pytest.mark.parametrize("action", ["go", "cheaper", "drop"])
async def test_an_estimate_that_waited_too_long_is_void(studio: Studio, action: str) -> None:
    estimate = await _asked(studio)
    await studio.time.advance(TTL)
    await _answer(studio, estimate, action)
    assert ENGLISH("estimate-old") in text_of(estimate.components)
    assert studio.submits == []


async def test_an_estimate_does_not_outlive_the_bot(studio: Studio, restart: Restart) -> None:
    estimate = await _asked(studio)
    await restart()
    await _answer(studio, estimate, "go")
    assert ENGLISH("estimate-old") in text_of(estimate.components)
    assert studio.submits == []


async def test_only_the_newest_estimates_are_kept(studio: Studio, remake: Remake) -> None:
    await remake(load=remembering(estimates=PendingEstimates(studio.time.clock, capacity=2)))
    first, second, third = [await _asked(studio) for _ in range(3)]
    await _answer(studio, first, "go")
    assert studio.submits == []
    await _answer(studio, second, "go")
    await _answer(studio, third, "go")
    assert len(studio.submits) == 2


FITTING = "4K\u00a0· medium\u00a0· 2\u00a0pictures\u00a0· 8\u00a0credits"


@pytest.mark.settings(confirm_credits=3, quota_credits=10)
async def test_what_is_too_expensive_has_no_go_but_what_can_be_afforded_as_one_press(studio: Studio) -> None:
    estimate = await _asked(studio)
    assert ENGLISH("refusal-quota", n=10, needed=16, limit=10) in text_of(estimate.components)
    assert _labels(estimate) == [FITTING, ENGLISH("button-cheaper"), ENGLISH("button-drop")]
    card = the_card(await studio.alice.click(estimate, label=FITTING))
    assert _sent(studio) == ("4K", "medium", 2)
    assert list(studio.env.backend.messages[studio.channel.id]) == [card.id]


@pytest.mark.settings(confirm_credits=None, quota_credits=10)
async def test_a_plain_refusal_for_want_of_credits_offers_it_too(studio: Studio) -> None:
    refused = await _asked(studio)
    assert refused.ephemeral
    assert ENGLISH("refusal-quota", n=10, needed=16, limit=10) in text_of(refused.components)
    await studio.alice.click(refused, label=FITTING)
    assert _sent(studio) == ("4K", "medium", 2)


@pytest.mark.settings(confirm_credits=3, quota_credits=10)
async def test_a_go_that_can_not_be_afforded_any_more_turns_into_what_can(studio: Studio) -> None:
    estimate = await _asked(studio, quality="medium")
    assert ENGLISH("button-go") in _labels(estimate)
    await studio.imagine(count=3)
    await _answer(studio, estimate, "go")
    assert ENGLISH("refusal-quota", n=7, needed=8, limit=10) in text_of(estimate.components)
    assert len(studio.submits) == 1
    await studio.alice.click(estimate, label="4K\u00a0· low\u00a0· 2\u00a0pictures\u00a0· 4\u00a0credits")
    assert len(studio.submits) == 2


@pytest.mark.settings(confirm_credits=3, quota_credits=10)
async def test_who_has_no_credits_left_is_plainly_refused(studio: Studio) -> None:
    await studio.alice.click(await _asked(studio), label=FITTING)
    await studio.imagine(count=2)
    refused = await _asked(studio)
    assert ENGLISH("refusal-quota", n=0, needed=16, limit=10) in text_of(refused.components)
    assert _labels(refused) == []


@pytest.mark.settings(confirm_credits=3, quota_credits=10)
async def test_cheaper_leads_from_what_is_too_expensive_to_what_is_not(studio: Studio) -> None:
    estimate = await _asked(studio)
    await _answer(studio, estimate, "cheaper")
    assert ENGLISH("button-go") in _labels(estimate)
    await _answer(studio, estimate, "go")
    assert _sent(studio) == ("4K", "medium", 2)


async def test_a_member_with_many_estimates_takes_nobody_elses_away(studio: Studio) -> None:
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    theirs = the_card(await bob.slash(studio.channel, "imagine", prompt="an owl", **EXPENSIVE))
    mine = [await _asked(studio) for _ in range(EACH + 1)]
    await _answer(studio, mine[0], "go")
    assert ENGLISH("estimate-old") in text_of(mine[0].components)
    await bob.click(theirs, label=ENGLISH("button-go"))
    await _answer(studio, mine[1], "go")
    assert len(studio.submits) == 2


async def test_an_expensive_again_is_estimated_as_well_and_keeps_its_parent(studio: Studio) -> None:
    original = the_card(await _answer(studio, await _asked(studio, private=True), "go"))
    await studio.time.advance(3 * JOB_SECONDS)
    estimate = the_card(await studio.alice.click(original, label=ENGLISH("button-reroll")))
    assert title_of(estimate.components) == ENGLISH("title-estimate", n=16)
    assert len(studio.submits) == 1
    again = the_card(await _answer(studio, estimate, "go"))
    assert again.ephemeral
    assert ENGLISH("made-reroll") in text_of(again.components)
    assert len(studio.submits) == 2


async def test_files_are_read_after_the_go(studio: Studio) -> None:
    file = ("prompt.txt", b"a fox out of a file")
    estimate = the_card(await studio.alice.slash(studio.channel, "imagine", prompt_file=file, count=4))
    assert title_of(estimate.components) == ENGLISH("title-estimate", n=4)
    assert "> …" in text_of(estimate.components)
    await _answer(studio, estimate, "go")
    (submit,) = studio.submits
    body: Any = submit.json
    assert body["prompt"] == "a fox out of a file"


def _a_day(credits: int) -> Budget:
    return Budget(credits=credits, period=Period.DAY)


def _renewal(studio: Studio) -> float:
    return (studio.time.now() // DAY + 1) * DAY


@pytest.mark.settings(confirm_credits=3, server_budget=_a_day(18))
async def test_an_estimate_says_at_once_which_budget_leaves_less_than_the_quota(studio: Studio) -> None:
    text = text_of((await _asked(studio)).components)
    assert ENGLISH("estimate-left", n=2) in text
    assert ENGLISH("quota-budget-server", n=18, limit=18, when=moment(_renewal(studio), "f")) in text


@pytest.mark.settings(confirm_credits=3, server_budget=_a_day(10))
async def test_what_a_budget_does_not_cover_has_no_go_but_what_it_covers_as_one_press(studio: Studio) -> None:
    estimate = await _asked(studio)
    assert ENGLISH("refusal-budget-server", n=10, needed=16) in text_of(estimate.components)
    assert _labels(estimate) == [FITTING, ENGLISH("button-cheaper"), ENGLISH("button-drop")]
    await studio.alice.click(estimate, label=FITTING)
    assert _sent(studio) == ("4K", "medium", 2)


@pytest.mark.settings(confirm_credits=3, server_budget=_a_day(16))
async def test_what_a_budget_covers_no_version_of_is_refused_until_it_renews(studio: Studio) -> None:
    await _answer(studio, await _asked(studio), "go")
    refused = await _asked(studio)
    assert _labels(refused) == []
    text = text_of(refused.components)
    assert ENGLISH("refusal-budget-server", n=0, needed=16) in text
    assert ENGLISH("budget-next", when=moment(_renewal(studio), "f")) in text
    await studio.time.advance(_renewal(studio) - studio.time.now())
    assert ENGLISH("button-go") in _labels(await _asked(studio))


@pytest.mark.settings(confirm_credits=None, server_budget=_a_day(10))
async def test_a_plain_refusal_for_want_of_a_budget_offers_what_it_covers_too(studio: Studio) -> None:
    refused = await _asked(studio)
    assert ENGLISH("refusal-budget-server", n=10, needed=16) in text_of(refused.components)
    await studio.alice.click(refused, label=FITTING)
    assert _sent(studio) == ("4K", "medium", 2)
    assert ENGLISH("refusal-budget-server", n=2, needed=16) in text_of((await _asked(studio)).components)
