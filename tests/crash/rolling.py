"""A rolling restart under load: processes are replaced one after the other, each new one first, as members go on."""

import asyncio
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.crash.books import QuotaWatch, left, shared_jobs
from tests.crash.fleet import Fleet, a_fleet
from tests.standin import Channel, DiscordStandIn, Interaction, User
from tests.standin.interactions import ACK_SECONDS
from tests.support.audit import Audit
from tests.support.postgres import PostgresServer
from tests.support.stage import ImagineCall, Stage
from tests.support.waiting import eventually

SETTLED_WITHIN = 60.0
LOOK = 0.01
"""Seconds between two looks at which shards have a session."""

CREDITS, RUNNING = 10, 4
SETTINGS: dict[str, Any] = {
    "CONFIRM_CREDITS": str(10**6),
    "QUOTA_CREDITS": str(CREDITS),
    "QUOTA_MAX_RUNNING": str(RUNNING),
    "SERVER_BUDGET": "1000000/day",
}

Place = Callable[[User], Channel]


@dataclass(slots=True)
class RollingRestart:
    """Replaces ``replaced`` of ``processes`` processes while ``per_second`` commands come, of new members everywhere.

    Each takes over one shard, and has ``pause`` seconds before the next one is replaced. ``gaps`` are the seconds for
    which each shard had no session, one entry for each time.
    """

    replaced: int
    seed: int
    processes: int = 3
    per_second: float = 20.0
    pause: float = 5.0
    max_concurrency: int = 1
    asked: list[ImagineCall] = field(default_factory=list)
    gaps: dict[int, list[float]] = field(default_factory=dict)

    async def run(self, server: PostgresServer, folder: Path) -> Audit:
        """Returns the audit, made after a clean stop of all."""
        async with a_fleet(server, folder, self.processes, self.max_concurrency, **SETTINGS) as fleet:
            self.asked = fleet.stage.asked
            watch = QuotaWatch(fleet.url, CREDITS, RUNNING)
            watching = [asyncio.create_task(each) for each in (watch.run(), self._listen(fleet.stage.discord))]
            try:
                ordering = asyncio.create_task(self._order(fleet.stage))
                try:
                    await self._replace(fleet)
                finally:
                    ordering.cancel()
                await asyncio.sleep(ACK_SECONDS)
                await eventually(lambda: watch.open_jobs == 0, SETTLED_WITHIN, every=0.1)
            finally:
                for task in watching:
                    task.cancel()
            while fleet.running:
                await fleet.retire()
            others = [*left(fleet.url), *_unclean(fleet), *(f"exceeded: member {user}" for user in watch.exceeded)]
            return Audit.of(fleet.stage, self.asked, shared_jobs(fleet.url), others)

    @property
    def unheard(self) -> list[ImagineCall]:
        """The commands whose shard had no session: Discord sends these to nobody."""
        return [one for one in self.asked if not one.interaction.hearers]

    @property
    def cut_off(self) -> list[ImagineCall]:
        """The unanswered commands whose session ended before Discord's three seconds were over."""
        return [one for one in self._unanswered() if _was_cut_off(one.interaction)]

    @property
    def ignored(self) -> list[ImagineCall]:
        """The commands that a session heard, and that had no answer in time."""
        return [one for one in self._unanswered() if not _was_cut_off(one.interaction)]

    def missed(self, shard: int) -> int:
        """How many commands of a shard were sent to nobody, or cut off."""
        return sum(_shard(one.interaction, self.processes) == shard for one in (*self.unheard, *self.cut_off))

    def _unanswered(self) -> Iterator[ImagineCall]:
        return (one for one in self.asked if one.interaction.hearers and one.interaction.response is None)

    async def _replace(self, fleet: Fleet) -> None:
        await asyncio.sleep(self.pause)
        for _ in range(self.replaced):
            await fleet.grow()
            await fleet.retire()
            await fleet.complete()
            await asyncio.sleep(self.pause)

    async def _order(self, stage: Stage) -> None:
        """Ask until cancelled, however slow the answers are."""
        loop, rng = asyncio.get_running_loop(), random.Random(self.seed)  # noqa: S311 - choices, no secrets
        places, at = _places(stage, self.processes), loop.time()
        while True:
            user = stage.member()
            await stage.ask(user=user, channel=rng.choice(places)(user), count=rng.randint(1, 2))
            at += 1 / self.per_second
            await asyncio.sleep(max(0.0, at - loop.time()))

    async def _listen(self, discord: DiscordStandIn) -> None:
        """Measure ``gaps`` until cancelled."""
        loop, since = asyncio.get_running_loop(), dict[int, float]()
        while True:
            heard = {number for number, _ in discord.gateway.listening}
            for shard in range(self.processes):
                if shard not in heard:
                    since.setdefault(shard, loop.time())
                elif shard in since:
                    self.gaps.setdefault(shard, []).append(loop.time() - since.pop(shard))
            await asyncio.sleep(LOOK)


def rows(campaign: RollingRestart) -> list[tuple[str, object]]:
    """What happened, as rows of a table."""
    answers = [one.interaction.ack_latency for one in campaign.asked if one.interaction.ack_latency is not None]
    percentiles = statistics.quantiles(answers, n=100)
    waits = percentiles[49], percentiles[98], max(answers)
    hearers = [len(one.interaction.hearers) for one in campaign.asked]
    return [
        ("processes, and replaced", f"{campaign.processes}, {campaign.replaced}"),
        ("commands a second", campaign.per_second),
        ("answered", len(answers)),
        ("ms to the answer: median, p99, longest", ", ".join(f"{1000 * each:.0f}" for each in waits)),
        ("refused", sum(1 for one in campaign.asked if one.interaction.message and one.declined)),
        ("heard by two sessions", sum(number > 1 for number in hearers)),
        ("sent while their shard had no session", len(campaign.unheard)),
        ("cut off as their session ended", len(campaign.cut_off)),
        ("ms from these to that end", ", ".join(f"{1000 * _left(one.interaction):.0f}" for one in campaign.cut_off)),
        ("heard and not answered in 3 s", len(campaign.ignored)),
        *(
            (f"seconds without a session of shard {shard}, and commands", f"{_seconds(campaign, shard)}, {missed}")
            for shard in range(campaign.processes)
            if (missed := campaign.missed(shard)) or shard in campaign.gaps
        ),
    ]


def _seconds(campaign: RollingRestart, shard: int) -> str:
    return " + ".join(f"{gap:.1f}" for gap in campaign.gaps.get(shard, [0.0]))


def _shard(interaction: Interaction, count: int) -> int:
    """The shard that hears of it: https://discord.com/developers/docs/events/gateway#sharding."""
    guild = interaction.channel.guild
    return (int(guild.id) >> 22) % count if guild else 0


def _was_cut_off(interaction: Interaction) -> bool:
    return all(not each.link for each in interaction.hearers) and _left(interaction) < ACK_SECONDS


def _left(interaction: Interaction) -> float:
    """Seconds from the command to the end of the session that heard it."""
    return max(each.left for each in interaction.hearers) - interaction.sent


def _places(stage: Stage, shards: int) -> list[Place]:
    """A server of each shard thrice, and what is outside servers: direct messages, and servers without the bot."""
    world = stage.discord.world
    guilds = [world.add_guild("Studio", shard=(number, shards)) for number in range(shards)] * 3
    guilds += [world.add_guild("Elsewhere", shard=(number, shards), has_bot=False) for number in range(shards)]
    channels = [world.add_channel(guild, "art") for guild in guilds]
    return [*(_always(channel) for channel in channels), world.dm]


def _always(channel: Channel) -> Place:
    return lambda _: channel


def _unclean(fleet: Fleet) -> Iterator[str]:
    """What a process should not have logged, and what Discord does not allow."""
    yield from (f"logged: {one}" for process in fleet.all for one in process.complaints)
    yield from (f"broken rule: {violation}" for violation in fleet.stage.discord.violations)
