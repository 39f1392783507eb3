"""Messages that come out while a moderator acts on their job."""

import asyncio
from unittest.mock import Mock, create_autospec

import pytest

from bot.jobs.card import ExtraMessage
from bot.jobs.job import Job
from bot.runtime.background import BackgroundTasks
from bot.servers.act_log import ActLog, Moderated
from cogs.jobs.sweeper import Sweeper
from cogs.moderation.late_messages import LateMessages
from cogs.moderation.veil import Veil
from tests.support.clock import FakeClock
from tests.support.jobs import a_card, a_finished_job

EXTRA = ExtraMessage((2,), message_id=41, channel_id=20, guild_id=30)
IN_A_DM = ExtraMessage((3,), message_id=42, channel_id=21, guild_id=None)
JOB = a_finished_job(extra_messages=(EXTRA, IN_A_DM, ExtraMessage((4,))))


async def _swept_and_blurred(done: Moderated, job: Job = JOB, *, in_memory: bool = True) -> tuple[list[int], list[int]]:
    act_log, veil, sweeper = (create_autospec(kind, instance=True) for kind in (ActLog, Veil, Sweeper))
    act_log.peek.return_value = done if in_memory else None
    act_log.moderated.return_value = done
    LateMessages(act_log, veil, sweeper, BackgroundTasks(), FakeClock().clock).look_again(job, job)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return _messages(sweeper.sweep), _messages(veil.draw)


def _messages(call: Mock) -> list[int]:
    return [post.message_id for awaited in call.await_args_list for post in awaited.args[0]]


@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize(
    ("done", "swept", "blurred"),
    [
        (Moderated(), [], []),
        (Moderated(blurred=frozenset({JOB.id})), [], [40, 41]),
        (Moderated(removed=frozenset({JOB.id})), [40, 41], []),
        (Moderated(blurred=frozenset({JOB.id}), removed=frozenset({JOB.id})), [40, 41], []),
        (Moderated(blurred=frozenset({"another"})), [], []),
    ],
)
async def test_what_came_out_meanwhile_is_blurred_or_removed_in_that_server(
    done: Moderated, swept: list[int], blurred: list[int], *, in_memory: bool
) -> None:
    assert await _swept_and_blurred(done, in_memory=in_memory) == (swept, blurred)


@pytest.mark.parametrize("card", [{"private": True}, {"guild_id": None}, {"bot_in_channel": False}])
async def test_what_no_moderator_sees_is_left_alone(card: dict[str, object]) -> None:
    assert await _swept_and_blurred(Moderated(blurred=frozenset({JOB.id})), JOB.on_card(a_card(**card))) == ([], [])
