"""One member's requests, refused in whatever way, hold nobody else up; only what imini says of the account does."""

import math
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import FailureKind
from bot.imini.errors import IntakePaused
from bot.jobs.state import JobState
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from sandbox.imini.triggers import FORBIDDEN_PAGE
from tests.support.client import KEY, a_client
from tests.support.clock import FakeClock
from tests.support.core import Bounds, Core
from tests.support.imini import FakeImini

OTHERS = 80
REFUSALS = {
    "a page for 401": (Fault(401, body=FORBIDDEN_PAGE), FailureKind.BLOCKED),
    "a page for 402": (Fault(402, body=FORBIDDEN_PAGE), FailureKind.BLOCKED),
    "a page for 403": (Fault(403, body=FORBIDDEN_PAGE), FailureKind.BLOCKED),
    "a gateway's JSON for 403": (Fault(403, body={"message": "Forbidden"}), FailureKind.BLOCKED),
    "403 by policy": (Fault(403, "CONTENT_POLICY_VIOLATION"), FailureKind.MODERATION),
    "401 by policy": (Fault(401, "INVALID_PROMPT"), FailureKind.MODERATION),
    "402 by policy": (Fault(402, "MODERATION_BLOCKED"), FailureKind.MODERATION),
    "403 with a new code": (Fault(403, "SOMETHING_NEW"), FailureKind.DECLINED),
    "422 by policy": (Fault(422, "INVALID_PROMPT"), FailureKind.MODERATION),
}
OF_THE_ACCOUNT = {
    "401": (Fault(401), FailureKind.KEY_REFUSED),
    "402": (Fault(402), FailureKind.OUT_OF_CREDITS),
    "403": (Fault(403), FailureKind.OUT_OF_CREDITS),
    "400 for want of credits": (Fault(400, "INSUFFICIENT_CREDITS"), FailureKind.OUT_OF_CREDITS),
    "200 for want of credits": (
        Fault(200, body={"error": {"code": "INSUFFICIENT_CREDITS"}}),
        FailureKind.OUT_OF_CREDITS,
    ),
}


@pytest.fixture
async def imini() -> AsyncIterator[SandboxImini]:
    """A server whose tasks are done at once."""
    async with SandboxImini(key=KEY, speed=math.inf) as server:
        yield server


@pytest.fixture
async def core(tmp_path: Path, imini: SandboxImini, clock: FakeClock) -> AsyncIterator[Core]:
    """A bot that calls it."""
    async with (
        a_client(imini.base_url, clock=clock) as client,
        Core(tmp_path, FakeImini(), clock, Bounds(declined=100), client=client) as core,
    ):
        yield core


async def test_nothing_that_one_member_is_refused_for_keeps_eighty_others_out(core: Core, imini: SandboxImini) -> None:
    for fault, kind in REFUSALS.values():
        imini.script["submit"].append(fault)
        job = await core.run(await core.admit(user_id=1))
        assert job.failure
        assert (job.state, job.failure.kind, await core.used(1)) == (JobState.FAILED, kind, 0)
    states = [(await core.run(await core.admit(user_id=user))).state for user in range(2, 2 + OTHERS)]
    assert states == [JobState.READY] * OTHERS


@pytest.mark.parametrize(("fault", "kind"), OF_THE_ACCOUNT.values(), ids=OF_THE_ACCOUNT)
async def test_what_imini_says_of_the_account_pauses_intake_and_is_nobodys_input(
    core: Core, imini: SandboxImini, fault: Fault, kind: FailureKind
) -> None:
    imini.script["submit"].append(fault)
    job = await core.run(await core.admit(user_id=1))
    assert job.failure
    assert (job.failure.kind, await core.used(1)) == (kind, 0)
    with pytest.raises(IntakePaused) as caught:
        await core.admit(user_id=2)
    assert caught.value.reason is kind
