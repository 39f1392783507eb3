"""How often the card of a job of 18 s is edited, from the first response to the pictures."""

import math
import random
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from bot.timing.estimator import SAMPLES_KEPT
from sandbox.imini.planned_responses import Fault
from sandbox.imini.rules import SubmittedRequest
from sandbox.imini.server import SandboxImini
from tests.integration.cards import messages, text_of
from tests.integration.studio import JOB_SECONDS, Studio
from tests.support.jobs import a_request
from tests.support.locales import ENGLISH
from tests.support.pictures import png
from tests.support.simtime import SimTime
from tests.support.stage import Standing

QUEUED = ENGLISH("status-queued", when="")
SECONDS = 18.0
"""From the submit to the pictures."""

EDITS = 4
"""With the task's ID, at half and at the end of the usual time, and with the pictures."""


@pytest.fixture
def queued() -> float:
    """Seconds for which the task waits for its turn, of those that it takes."""
    return 0.0


@pytest.fixture
async def imini(time: SimTime, queued: float) -> AsyncIterator[SandboxImini]:
    """An imini whose tasks all take ``SECONDS``."""

    def waits(_: SubmittedRequest, __: float, ___: random.Random) -> tuple[float, float]:
        return queued, SECONDS - queued

    async with SandboxImini(clock=time.now, waits=waits) as imini:
        imini.script["file"] = Standing([Fault(body=png())])
        yield imini


async def edits(studio: Studio, where: str) -> list[str]:
    """What the card of a job says after each of its edits, the last of which brings the pictures."""
    before = len(list(messages(studio.env)))
    if where == "direct message":
        await studio.alice.user.slash("imagine", prompt="a red fox")
    else:
        await studio.imagine(private=where == "private")
    await studio.time.advance(JOB_SECONDS)
    _, *edited = list(messages(studio.env))[before:]
    return [text_of(message["components"]) for message in edited]


def learn(studio: Studio, spread: float, usual: float = SECONDS) -> None:
    """Have the bot know as many jobs as it can, half of which take longer than ``usual``."""
    rng = random.Random(4)  # noqa: S311 - the same jobs every time
    for _ in range(SAMPLES_KEPT):
        studio.bot.services.worker.estimator.learn(a_request(), usual * math.exp(rng.gauss(0, spread)))


@pytest.mark.parametrize("where", ["channel", "direct message", "private"])
@pytest.mark.parametrize("queued", [0.0, 3.0, 9.0])
@pytest.mark.parametrize("spread", [0.05, 0.38])
async def test_a_job_of_the_usual_kind_takes_four_edits(studio: Studio, where: str, spread: float) -> None:
    learn(studio, spread)
    seen = await edits(studio, where)
    assert "Drawing" not in seen[-1]
    assert len(seen) <= EDITS


@pytest.mark.parametrize("queued", [0.0, 9.0, SECONDS])
async def test_a_job_of_an_unknown_kind_takes_fewer(studio: Studio) -> None:
    assert len(await edits(studio, "channel")) < EDITS


@pytest.mark.parametrize("usual", [14.0, 16.0, 17.9, 20.0, 24.0])
async def test_a_job_somewhat_faster_or_slower_than_usual_takes_no_more(studio: Studio, usual: float) -> None:
    learn(studio, 0.2, usual)
    assert len(await edits(studio, "channel")) <= EDITS


@pytest.mark.parametrize("queued", [0.0, 9.0, 14.0, SECONDS])
async def test_no_edit_says_what_the_last_one_said_or_queued_beside_a_bar(studio: Studio) -> None:
    learn(studio, 0.38)
    for _ in range(3):
        seen = await edits(studio, "channel")
        assert not any(earlier == later for earlier, later in pairwise(seen))
        assert not any(QUEUED in text and "█" in text for text in seen)


@pytest.mark.parametrize("queued", [SECONDS])
async def test_a_provider_that_calls_a_task_queued_until_it_is_done_costs_no_edit(studio: Studio) -> None:
    learn(studio, 0.38)
    first = await edits(studio, "channel")
    assert any(QUEUED in text for text in first)
    assert len(first) <= EDITS
    assert not any(QUEUED in text for text in await edits(studio, "channel"))
