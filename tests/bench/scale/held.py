"""What open jobs cost: memory while they wait, and time until a restart goes on with them."""

import time
from pathlib import Path

from tests.bench.contestants import Contestant, Session, session
from tests.bench.figures import Figure, Sample, percentile
from tests.bench.load import POLLS, Load
from tests.bench.scenarios import taking
from tests.bench.usage import memory
from tests.standin import MIB
from tests.support.waiting import eventually

AWAY = 3600.0
RATE = 25.0
"""Requests a second."""

LONGEST = 90.0


async def held(jobs: int, contestant: Contestant, folder: Path) -> Sample:
    """So many ``jobs`` are with imini when the bot is killed and started again."""
    async with session(contestant, folder, taking(AWAY), b"") as run:
        idle = memory(run.bot.pid)
        await Load(run).ask(jobs, RATE)
        await eventually(lambda: len(_asked(run, 0.0)) == jobs, LONGEST)
        busy = memory(run.bot.pid)
        await run.bot.kill()
        begin = time.time()
        await run.bot.start()
        started = time.time() - begin
        await eventually(lambda: len(_asked(run, begin)) == jobs, LONGEST)
        waits = [at - begin for at in _asked(run, begin).values()]
        return {
            Figure("start to IDENTIFY", "s", 2): started,
            Figure("start to first poll, median job", "s", 2): percentile(waits, 50),
            Figure("start to first poll, last job", "s", 2): max(waits),
            Figure("memory added by the open jobs", "MiB"): (busy - idle) / MIB,
            Figure("memory after the restart", "MiB"): memory(run.bot.pid) / MIB,
        }


def _asked(run: Session, since: float) -> dict[str, float]:
    """When imini was first asked about each task from then on."""
    polls = [poll for poll in run.imini.requests if poll.path.startswith(POLLS) and poll.at > since]
    return {poll.path: poll.at for poll in reversed(polls)}
