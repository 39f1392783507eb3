"""The run of a process: whether it may act."""

import asyncio

from bot.cluster.run import SoleRun, new_run_id


async def test_the_run_of_a_bot_that_is_one_process_may_always_act_at_once() -> None:
    run = SoleRun("a run")
    waiting = asyncio.create_task(run.wait())
    await asyncio.sleep(0)
    assert (run.held, waiting.done(), waiting.result()) == (True, True, None)


def test_no_two_runs_have_one_id() -> None:
    assert len({new_run_id() for _ in range(100)}) == 100
