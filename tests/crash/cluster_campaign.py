"""The crash campaign with three processes: whatever befalls them and their database, the books must agree."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from bot.launch import Factories
from tests.crash.books import QuotaWatch, left, shared_jobs
from tests.crash.cluster import Cluster, a_cluster
from tests.crash.mischief import Mischief, killed_when, started_again
from tests.crash.moments import PROMPTS
from tests.crash.rounds import Round
from tests.support.audit import Audit
from tests.support.books import SharedBooks, spent_by_all
from tests.support.governed import ROOM, GovernedServer, answered, spenders
from tests.support.postgres import PostgresServer
from tests.support.stage import ImagineCall
from tests.support.waiting import eventually

SETTLED_WITHIN = 60.0
CREDITS, RUNNING = 10, 4
SETTINGS: dict[str, Any] = {
    "QUOTA_CREDITS": str(CREDITS),
    "QUOTA_MAX_RUNNING": str(RUNNING),
    "BUDGET": "1000000/month",
    "SERVER_BUDGET": "1000000/day",
    "IMINI_TIMEOUT": "30s",
    "MAX_DOWNLOADS": "8",
    "MAX_SUBMITS": "3",
}

BURST = 8
"""Commands that a member with few credits sends at once."""

ROUND_SECONDS = 2.0
"""Seconds over which the commands of a round are spread, and in which its mischief begins."""


@dataclass(slots=True)
class ClusterCampaign:
    """The same ``rounds`` with the same ``seed`` make the same choices, and the rest is as the machine has it.

    After the rounds, one process more is killed as the budget of the whole bot is met.

    Without ``locks`` members' quotas are exceeded, and with ``unfenced`` as ``factories`` jobs are doubled, which shows
    that both would be found.
    """

    rounds: Iterable[Round]
    seed: int
    processes: int = 3
    locks: bool = True
    factories: Callable[[], Factories] | None = None
    befell: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)
    snapshots: int = 0
    asked: Sequence[ImagineCall] = ()
    governed: GovernedServer | None = None

    async def run(self, server: PostgresServer, folder: Path) -> Audit:
        """Returns the audit, made after a clean stop of all."""
        rng = random.Random(self.seed)  # noqa: S311 - moments, no secrets
        how: dict[str, Any] = {"locks": self.locks, "factories": self.factories, **SETTINGS}
        async with a_cluster(server, folder, self.processes, **how) as cluster:
            governed = self.governed = GovernedServer.of(cluster.stage, cluster.governed, SharedBooks(cluster.url))
            watch = QuotaWatch(cluster.url, CREDITS, RUNNING, governed.watch)
            watching = asyncio.create_task(watch.run())
            try:
                for planned in self.rounds:
                    await self._round(cluster, governed, watch, planned, rng)
                await self._last_credits(cluster, governed, watch, rng)
                await cluster.stop()
            finally:
                watching.cancel()
            self.snapshots, self.ends, self.killed = watch.snapshots, cluster.ends, cluster.killed
            self.asked = cluster.stage.asked
            others = [*left(cluster.url), *_exceeded(watch), *governed.conclude(), *_unclean(cluster)]
            return Audit.of(cluster.stage, self.asked, shared_jobs(cluster.url), others)

    async def _round(
        self, cluster: Cluster, governed: GovernedServer, watch: QuotaWatch, planned: Round, rng: random.Random
    ) -> None:
        before = len(cluster.stage.asked)
        # Each with choices of its own, as what they do at once comes in any order.
        own = [random.Random(rng.getrandbits(64)) for _ in range(4)]  # noqa: S311
        begun = [self._begin(mischief, cluster, random.Random(rng.getrandbits(64))) for mischief in planned.mischiefs]  # noqa: S311
        if planned.step:
            begun.append(started_again(await killed_when(planned.step, cluster, own[0]), own[1]))
        await asyncio.gather(_order(cluster, own[2]), governed.crowd(cluster.stage, own[3]), *begun)
        await cluster.ready()
        asked = cluster.stage.asked[before:]
        for one in rng.sample(asked, 3):  # Discord may send an interaction again.
            await cluster.stage.discord.again(one.interaction)
        await self._settle(cluster, watch, asked)

    async def _last_credits(
        self, cluster: Cluster, governed: GovernedServer, watch: QuotaWatch, rng: random.Random
    ) -> None:
        """The host lowers ``BUDGET``. Members ask for more than is left, before and after one process is killed."""
        await governed.meet_budgets(cluster.stage, rng, partial(self._settle, cluster, watch))
        await cluster.stop()
        budget = governed.watch.caps["bot"] = spent_by_all(governed.books) + ROOM
        await cluster.start(BUDGET=f"{budget}/month")
        channels = [channel for server in cluster.servers for channel in server]
        before = len(cluster.stage.asked)
        await spenders(cluster.stage, channels)
        await asyncio.sleep(rng.uniform(0, 1))
        replica = await cluster.pick(rng)
        await cluster.kill(replica, "as the budget was met")
        await started_again(replica, rng)
        await cluster.ready()
        await answered(await spenders(cluster.stage, channels))
        await governed.crowd(cluster.stage, rng)
        await self._settle(cluster, watch, cluster.stage.asked[before:])

    async def _settle(self, cluster: Cluster, watch: QuotaWatch, asked: Sequence[ImagineCall]) -> None:
        await cluster.ready()
        with suppress(TimeoutError):  # The audit will show what is still open.
            await eventually(lambda: _settled(watch, asked), SETTLED_WITHIN, every=0.05)

    async def _begin(self, mischief: Mischief, cluster: Cluster, rng: random.Random) -> None:
        self.befell[mischief.__name__] += 1
        await asyncio.sleep(rng.uniform(0, ROUND_SECONDS))
        await mischief(cluster, rng)


async def _order(cluster: Cluster, rng: random.Random) -> None:
    """Commands of new members, and amid them all that one member with few credits sends, everywhere at once."""
    stage, numbers = cluster.stage, rng.randint(6, 10)
    burst = rng.randrange(numbers)
    for number in range(numbers):
        await asyncio.sleep(rng.uniform(0, ROUND_SECONDS / numbers))
        member, shard = stage.member(), rng.randrange(len(cluster.servers))
        await stage.ask(
            rng.choice(PROMPTS), user=member, channel=cluster.place(member, shard, rng), count=rng.randint(1, 4)
        )
        if number == burst:
            greedy, channels = stage.member(), cycle(channel for server in cluster.servers for channel in server)
            await asyncio.gather(*(stage.ask(user=greedy, channel=next(channels), count=2) for _ in range(BURST)))


def rows(campaign: ClusterCampaign) -> list[tuple[str, int]]:
    """What happened, as rows of a table."""
    asked = campaign.asked
    return [
        ("processes", campaign.processes),
        ("kills", campaign.killed.total()),
        *((f"killed {when.replace('_', ' ')}", count) for when, count in campaign.killed.items()),
        *((f"rounds in which {name.replace('_', ' ')}", count) for name, count in campaign.befell.items()),
        *((f"processes that ended with code {code}", count) for code, count in sorted(campaign.ends.items())),
        ("snapshots of all quotas", campaign.snapshots),
        ("commands in direct messages", sum(one.interaction.channel.guild is None for one in asked)),
        ("commands of user installs", sum(one.interaction.only_user_installed for one in asked)),
        *(campaign.governed.rows if campaign.governed else ()),
        ("refused commands", sum(1 for one in asked if one.interaction.message and one.declined)),
        ("unanswered commands", sum(1 for one in asked if not one.interaction.message)),
        ("messages with pictures", sum(bool(one.pictures) for one in asked[0].stage.discord.messages)),
    ]


def figures(audit: Audit) -> dict[str, int]:
    """How often each fault was found."""
    doubled = [one for one in audit.outcomes if one.doubled]
    posted = [one for one in audit.outcomes if one.shown > (one.job.made if one.job else 0)]
    of_no_command = ("left open", "logged", "ended with", "broken rule")
    return {
        "lost": sum(bool(one.lost) for one in audit.outcomes),
        "submitted twice": sum(one not in posted for one in doubled),
        "posted twice": len(posted),
        "overspent": sum(line.startswith("overspent") for line in audit.others),
        "caps exceeded": sum(line.startswith("cap exceeded") for line in audit.others),
        "blocked member served": sum(line.startswith("blocked") for line in audit.others),
        "budgets that are not the sum": sum("a budget that is not" in line for line in audit.others),
        "miscounted": sum(bool(one.miscounted) for one in audit.outcomes),
        **{what: sum(line.startswith(what) for line in audit.others) for what in of_no_command},
    }


def _settled(watch: QuotaWatch, asked: Sequence[ImagineCall]) -> bool:
    """Whether no job is open, and each card says how it ended."""
    waiting = [one for one in asked if one.interaction.message and not one.declined and not one.ending]
    return not waiting and watch.open_jobs == 0


def _exceeded(watch: QuotaWatch) -> Iterator[str]:
    for user, (spent, running) in watch.exceeded.items():
        yield f"overspent: member {user} had {spent} of {CREDITS} credits, {running} of {RUNNING} jobs at once"


def _unclean(cluster: Cluster) -> Iterator[str]:
    """Ends that no process should have, what they should not have logged, and what Discord does not allow."""
    yield from (f"ended with exit code {code}, {number} times" for code, number in cluster.ends.items() if code > 1)
    yield from (f"logged: {one}" for replica in cluster.all if replica.was_started for one in replica.bot.complaints)
    yield from (f"broken rule: {violation}" for violation in cluster.stage.discord.violations)
