"""Whatever reaches the bot gets one sane answer: some two thousand interactions as nobody would send them.

``--hypothesis-profile=thorough -o faulthandler_timeout=0`` sends forty thousand, and other ones each time.
"""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bot.servers.rules import Budget
from sandbox.imini.planned_responses import Fault
from tests.integration.fuzz.archive import JOBS
from tests.integration.fuzz.interactions import (
    Form,
    Interaction,
    Press,
    Sender,
    Step,
    forms,
    presses,
    senders,
    steps,
)
from tests.integration.fuzz.line import Line
from tests.integration.fuzz.values import JOB
from tests.integration.studio import Studio
from tests.support.pictures import png
from tests.support.stage import Standing

pytestmark = pytest.mark.settings(
    quota_credits=10**6, quota_max_running=10**6, confirm_credits=10, server_budget=Budget(credits=10**6)
)

# One bot serves all examples of a test: to start one takes as long as a hundred interactions.
# To shrink what fails would take many minutes.
in_one_world = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], phases=set(Phase) - {Phase.shrink, Phase.explain}
)

Sent = Sequence[tuple[Interaction, Sender]]
ALICE = Sender()
CARD = {"filename": "imagine-\N{SUPERSCRIPT TWO}.png", "url": "http://a.example", "proxy_url": "", "size": 1}

NOWHERE = {**CARD, "filename": "imagine-1.png", "url": "http://"}

jobs = st.sampled_from(sorted(JOBS))


def several(interactions: st.SearchStrategy[Interaction]) -> st.SearchStrategy[Sent]:
    """Interactions one after the other, each from anybody."""
    return st.lists(st.tuples(interactions, senders), min_size=5, max_size=9)


@pytest.fixture
def line(studio: Studio, caplog: pytest.LogCaptureFixture) -> Line:
    """The line to a bot whose imini refuses everything, so that every job ends at once."""
    # A connection that is kept has a timer, for whose end SimCord would wait.
    closing = {"Connection": "close"}
    studio.imini.script["submit"] = Standing([Fault(400, headers=closing)])
    studio.imini.script["task"] = Standing([Fault(404, headers=closing)])
    studio.imini.script["file"] = Standing([Fault(body=png(), headers=closing)])
    studio.env.backend.subscribers.pop(0)  # it would say again what Discord says with interactions
    return Line(studio, caplog)


async def check(line: Line, job: str, sent: Sent) -> None:
    """Each of those that are ``sent`` must get one sane answer while there is the ``job``."""
    await line.have(job)
    for interaction, sender in sent:
        assert await line.send(interaction, sender) == [], f"{interaction} from {sender}"


@in_one_world
@given(data=st.data(), job=jobs)
async def test_any_options_of_any_command_get_one_sane_answer(line: Line, data: st.DataObject, job: str) -> None:
    await check(line, job, data.draw(several(line.commands), "sent"))


@in_one_world
@example(sent=[(Press(f"imagine-pick:vary:{JOB}", []), ALICE)], job="ten pictures")
@example(sent=[(Press(f"imagine-pick:sharper:{JOB}", ["-1"]), ALICE)], job="ten pictures")
@example(sent=[(Press(f"imagine-pick:cancel:{JOB}", ["1"]), ALICE)], job="ten pictures")
@example(sent=[(Press(f"imagine:vary:{JOB}", files=[CARD]), ALICE)], job="being drawn")
@example(sent=[(Press(f"imagine:vary:{JOB}", files=[NOWHERE]), ALICE)], job="one picture")
@example(sent=[(Press(f"imagine:describe:{JOB}"), ALICE)], job="ten pictures")
@example(sent=[(Press("imagine-own:page:999999:"), ALICE)], job="one picture")
@given(sent=several(presses), job=jobs)
async def test_any_press_gets_one_sane_answer(line: Line, sent: Sent, job: str) -> None:
    await check(line, job, sent)


@in_one_world
@example(sent=[(Form(f"imagine-describe:{JOB}"), ALICE)], job="one picture")
@example(sent=[(Form(f"imagine-describe:{JOB}", files=[]), ALICE)], job="being drawn")
@given(sent=several(forms), job=jobs)
async def test_any_form_gets_one_sane_answer(line: Line, sent: Sent, job: str) -> None:
    await check(line, job, sent)


@in_one_world
@given(data=st.data(), sender=senders, job=jobs, steps=steps)
async def test_whatever_an_answer_offers_may_be_used_by_anybody_in_any_way(
    line: Line, data: st.DataObject, sender: Sender, job: str, steps: list[Step]
) -> None:
    await check(line, job, [(data.draw(line.commands, "command"), sender)])
    for step in steps:
        if line.offered:
            assert await line.send(step.use(line.offered), step.sender) == []
