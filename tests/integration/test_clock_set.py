"""The host's clock is set by an hour while something waits: nothing hangs, nothing ends early."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.admission.estimates import TTL as ESTIMATE_TTL
from bot.errors import FailureKind
from bot.members.selection import TTL as SELECTION_TTL
from sandbox.imini.planned_responses import Fault
from tests.integration.cards import text_of
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

HOUR = 3600.0
EARLY = 5.0
"""Seconds before something is over."""

Trial = Callable[[Studio, float], Awaitable[None]]


async def _a_job(studio: Studio, by: float) -> None:
    result = await studio.imagine()
    await studio.time.advance(3)
    studio.time.set_by(by)
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(result).attachments) == 1


async def _a_job_that_never_ends(studio: Studio, by: float) -> None:
    result = await studio.imagine("sandbox:forever")
    await studio.time.advance(3)
    studio.time.set_by(by)
    await studio.time.advance(57 - EARLY)
    timed_out = ENGLISH(f"ended-{FailureKind.TIMED_OUT}")
    assert timed_out not in text_of(the_card(result).components)
    await studio.time.advance(2 * EARLY)
    assert timed_out in text_of(the_card(result).components)


async def _an_estimate(studio: Studio, by: float) -> None:
    kept, lost = [the_card(await studio.imagine(count=4)) for _ in range(2)]
    studio.time.set_by(by)
    await studio.time.advance(ESTIMATE_TTL - EARLY)
    await studio.alice.click(kept, label=ENGLISH("button-go"))
    assert len(studio.submits) == 1
    await studio.time.advance(EARLY)
    await studio.alice.click(lost, label=ENGLISH("button-go"))
    assert len(studio.submits) == 1


async def _a_pause_after_a_429(studio: Studio, by: float) -> None:
    studio.imini.script["submit"].append(Fault(429, headers={"Retry-After": "60"}))
    result = await studio.imagine()
    studio.time.set_by(by)
    await studio.time.advance(60 - EARLY)
    assert len(studio.submits) == 1
    await studio.time.advance(EARLY + JOB_SECONDS)
    assert (len(studio.submits), len(the_card(result).attachments)) == (2, 1)


async def _a_pause_of_the_account(studio: Studio, by: float) -> None:
    await studio.imagine("sandbox:402")
    studio.time.set_by(by)
    await studio.time.advance(15 - EARLY)
    refusal = text_of(the_card(await studio.imagine()).components)
    # Discord shows the moment by the clock of whoever reads it, so it is told by the bot's own.
    assert f"<t:{studio.time.clock.now() + EARLY:.0f}:R>" in refusal
    await studio.time.advance(EARLY)
    assert len((await studio.finished()).attachments) == 1


async def _a_tray(studio: Studio, by: float) -> None:
    message = await studio.alice.send(studio.channel, attachments=[("a.png", png())])
    used = []
    for waited in (SELECTION_TTL - EARLY, SELECTION_TTL):
        await studio.alice.context_menu(studio.channel, "Use as reference", message)
        studio.time.set_by(by)
        await studio.time.advance(waited)
        await studio.imagine()
        body: Any = studio.submits[-1].json
        used.append(len(body.get("images", [])))
    assert used == [1, 0]


@pytest.mark.settings(confirm_credits=3, task_timeout="60s", account_pause="15s")
@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
@pytest.mark.parametrize(
    "trial", [_a_job, _a_job_that_never_ends, _an_estimate, _a_pause_after_a_429, _a_pause_of_the_account, _a_tray]
)
async def test_the_hosts_clock_is_set_by_an_hour(studio: Studio, trial: Trial, by: float) -> None:
    await trial(studio, by)
