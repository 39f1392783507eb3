"""The crash campaign with three processes: whatever befalls them and their database, the books must agree."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, cycle, islice, repeat
from pathlib import Path
from typing import Any

from bot.launch import Factories
from tests.crash.books import QuotaWatch, left, shared_jobs
from tests.crash.cluster import Cluster, a_cluster
from tests.crash.mischief import EACH, PROCESSES, SERVER, Mischief
from tests.crash.moments import PROMPTS
from tests.support.audit import Audit
from tests.support.postgres import PostgresServer
from tests.support.stage import ImagineCall
from tests.support.waiting import eventually

SETTLED_WITHIN = 60.0
CREDITS, RUNNING = 10, 4
SETTINGS: dict[str, Any] = {
    "QUOTA_CREDITS": str(CREDITS),
    "QUOTA_MAX_RUNNING": str(RUNNING),
    "IMINI_TIMEOUT": "30s",
    "MAX_DOWNLOADS": "8",
    "MAX_SUBMITS": "3",
}

WRONG = ("exceeded", "left open", "logged", "ended with", "broken rule")
"""How the lines begin that belong to no single command."""

PAIRS: tuple[tuple[Mischief, Mischief], ...] = tuple((one, other) for one in PROCESSES for other in SERVER)
"""One process's trouble in the middle of everybody's."""

BURST = 8
"""Commands that a member with few credits sends at once."""

ROUND_SECONDS = 2.0
"""Seconds over which the commands of a round are spread, and in which its mischief begins."""


@dataclass(slots=True)
class ClusterCampaign:
    """``rounds`` rounds; the same ``seed`` makes the same choices, and the rest is as the machine has it.

    Without ``locks`` members' quotas are exceeded, and with ``unfenced`` as ``factories`` jobs are doubled, which shows
    that both would be found. ``only`` befalls the processes in every round, if it is given.
    """

    rounds: int
    seed: int
    processes: int = 3
    locks: bool = True
    factories: Callable[[], Factories] | None = None
    only: Mischief | None = None
    befell: Counter[str] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)
    snapshots: int = 0
    asked: list[ImagineCall] = field(default_factory=list)

    async def run(self, server: PostgresServer, folder: Path) -> Audit:
        """Returns the audit, made after a clean stop of all."""
        rng = random.Random(self.seed)  # noqa: S311 - moments, no secrets
        how: dict[str, Any] = {"locks": self.locks, "factories": self.factories, **SETTINGS}
        async with a_cluster(server, folder, self.processes, **how) as cluster:
            watch = QuotaWatch(cluster.url, CREDITS, RUNNING)
            watching = asyncio.create_task(watch.run())
            try:
                for mischiefs in self._plan():
                    await self._round(cluster, watch, mischiefs, rng)
                await cluster.stop()
            finally:
                watching.cancel()
            self.snapshots, self.ends = watch.snapshots, cluster.ends
            others = [*left(cluster.url), *_exceeded(watch), *_unclean(cluster)]
            return Audit.of(cluster.stage, self.asked, shared_jobs(cluster.url), others)

    def _plan(self) -> Iterator[Sequence[Mischief]]:
        """Each mischief once, then pairs and single ones in turn."""
        if self.only:
            return repeat((self.only,), self.rounds)
        alone = ((one,) for one in cycle(EACH))
        return islice(chain(((one,) for one in EACH), chain.from_iterable(zip(cycle(PAIRS), alone))), self.rounds)

    async def _round(
        self, cluster: Cluster, watch: QuotaWatch, mischiefs: Sequence[Mischief], rng: random.Random
    ) -> None:
        asked: list[ImagineCall] = []
        # Each with choices of its own, as what they do at once comes in any order.
        begun = [self._begin(mischief, cluster, random.Random(rng.getrandbits(64))) for mischief in mischiefs]  # noqa: S311
        await asyncio.gather(_order(cluster, random.Random(rng.getrandbits(64)), asked), *begun)  # noqa: S311
        self.asked += asked
        await cluster.ready()
        for one in rng.sample(asked, 3):  # Discord may send an interaction again.
            await cluster.stage.discord.again(one.interaction)
        with suppress(TimeoutError):  # The audit will show what is still open.
            await eventually(lambda: _settled(watch, asked), SETTLED_WITHIN, every=0.05)

    async def _begin(self, mischief: Mischief, cluster: Cluster, rng: random.Random) -> None:
        self.befell[mischief.__name__] += 1
        await asyncio.sleep(rng.uniform(0, ROUND_SECONDS))
        await mischief(cluster, rng)


async def _order(cluster: Cluster, rng: random.Random, asked: list[ImagineCall]) -> None:
    """Commands of new members, and amid them all that one member with few credits sends, everywhere at once."""
    numbers = rng.randint(6, 10)
    burst = rng.randrange(numbers)
    for number in range(numbers):
        await asyncio.sleep(rng.uniform(0, ROUND_SECONDS / numbers))
        asked.append(
            await cluster.stage.ask(rng.choice(PROMPTS), count=rng.randint(1, 4), channel=rng.choice(cluster.channels))
        )
        if number == burst:
            greedy, channels = cluster.stage.member(), cycle(cluster.channels)
            sent = [cluster.stage.ask(user=greedy, channel=next(channels), count=2) for _ in range(BURST)]
            asked += await asyncio.gather(*sent)


def rows(campaign: ClusterCampaign, audit: Audit) -> list[tuple[str, int]]:
    """What happened, and what was wrong with it, as rows of a table."""
    doubled = [one for one in audit.outcomes if one.doubled]
    posted = sum(one.shown > (one.job.made if one.job else 0) for one in doubled)
    return [
        ("processes", campaign.processes),
        ("snapshots of all quotas", campaign.snapshots),
        *((f"rounds in which {name.replace('_', ' ')}", count) for name, count in campaign.befell.items()),
        *((f"processes that ended with code {code}", count) for code, count in sorted(campaign.ends.items())),
        ("refused commands", sum(1 for one in campaign.asked if one.interaction.message and one.refused)),
        ("unanswered commands", sum(1 for one in campaign.asked if not one.interaction.message)),
        ("submitted twice", len(doubled) - posted),
        ("posted twice", posted),
        *((what, sum(line.startswith(what) for line in audit.others)) for what in WRONG),
    ]


def _settled(watch: QuotaWatch, asked: list[ImagineCall]) -> bool:
    """Whether no job is open, and each card says how it ended."""
    waiting = [one for one in asked if one.interaction.message and not one.refused and not one.ending]
    return not waiting and watch.open_jobs == 0


def _exceeded(watch: QuotaWatch) -> Iterator[str]:
    for user, (spent, running) in watch.exceeded.items():
        yield f"exceeded: member {user} had {spent} of {CREDITS} credits, {running} of {RUNNING} jobs at once"


def _unclean(cluster: Cluster) -> Iterator[str]:
    """Ends that no process should have, what they should not have logged, and what Discord does not allow."""
    yield from (f"ended with exit code {code}, {number} times" for code, number in cluster.ends.items() if code > 1)
    yield from (f"logged: {one}" for replica in cluster.all if replica.was_started for one in replica.bot.complaints)
    yield from (f"broken rule: {violation}" for violation in cluster.stage.discord.violations)
