"""Faults of Discord and imini. Each lasts as long as its function runs."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.imini.planned_responses import Fault
from sandbox.imini.triggers import GATEWAY_PAGE
from tests.standin import Refusal, which
from tests.standin.rest import CDN
from tests.support.pictures import png
from tests.support.stage import Stage

Trouble = Callable[[Stage, random.Random], Awaitable[None]]

API = f"(?!{CDN}).*"
EVENTS = ("GUILD_CREATE", "GUILD_UPDATE", "CHANNEL_UPDATE", "THREAD_CREATE", "INTERACTION_CREATE", "READY", "NEW_KIND")
QUIET = (3.0, 9.0)
"""Minimum and maximum seconds between two faults."""


async def the_gateway_is_cut(stage: Stage, rng: random.Random) -> None:
    await stage.discord.drop_gateway(rng.choice((None, 1001, 4000)))


async def what_was_sent_is_sent_again(stage: Stage, rng: random.Random) -> None:
    """To a session that is resumed, and to one that is connected."""
    stage.discord.gateway.rewind = rng.randint(1, 5)
    await stage.discord.drop_gateway(4000)
    await stage.discord.connected(within=60)
    stage.discord.gateway.rewind = 0
    for interaction in list(stage.discord.interactions)[-rng.randint(1, 5) :]:
        await stage.discord.again(interaction)


async def the_session_is_invalid(stage: Stage, rng: random.Random) -> None:
    await stage.discord.gateway.invalidate(resumable=rng.random() < 0.5)


async def the_gateway_is_down(stage: Stage, rng: random.Random) -> None:
    doors = (stage.discord.gateway.main, stage.discord.gateway.resuming)
    for door in doors:
        await door.shut()
    await stage.discord.drop_gateway()
    await asyncio.sleep(rng.uniform(0.5, 4))
    for door in doors:
        await door.open()


async def the_resume_address_fails(stage: Stage, rng: random.Random) -> None:
    gateway = stage.discord.gateway
    gateway.resuming.status = rng.choice((200, 404, 503))
    await gateway.reconnect()
    await asyncio.sleep(rng.uniform(1, 12))
    gateway.resuming.status = None


async def dispatches_are_odd(stage: Stage, rng: random.Random) -> None:
    for event in rng.sample(EVENTS, k=4):
        data: Any = rng.choice(({}, [], None, {"id": "junk", "guild_id": stage.guild.id}, {"type": 99}))
        await stage.discord.gateway.dispatch(event, data, stage.guild)


async def discord_answers_5xx(stage: Stage, rng: random.Random) -> None:
    with stage.discord.faults.answer("*", API, rng.choice((500, 502, 503, 504)), times=None):
        await asyncio.sleep(rng.uniform(0.5, 4))


async def discord_is_away(stage: Stage, rng: random.Random) -> None:
    async with stage.discord.outage():
        await asyncio.sleep(rng.uniform(0.5, 3))


async def discord_answers_429(stage: Stage, rng: random.Random) -> None:
    scope = rng.choice(("user", "shared", "global"))
    with stage.discord.faults.rate_limit("*", API, retry_after=rng.uniform(0.2, 1.5), scope=scope, times=None):
        await asyncio.sleep(rng.uniform(0.5, 3))


async def the_proxy_bans_the_bot(stage: Stage, rng: random.Random) -> None:
    with stage.discord.faults.answer("*", API, 429, times=None):
        await asyncio.sleep(rng.uniform(0.5, 3))


async def answers_get_lost(stage: Stage, rng: random.Random) -> None:
    with stage.discord.faults.drop("*", API, after=True, times=rng.randint(1, 5)):
        await asyncio.sleep(rng.uniform(0.5, 2))


async def one_edit_is_down(stage: Stage, rng: random.Random) -> None:
    """Through interactions, or as the bot; the edit may take effect all the same."""
    down, after = rng.choice(("/webhooks/.*", "/channels/.*")), rng.random() < 0.5
    with stage.discord.faults.answer("PATCH", down, rng.choice((500, 503)), times=None, after=after):
        await asyncio.sleep(rng.uniform(1, 6))


async def edits_carry_no_files(stage: Stage, rng: random.Random) -> None:
    with stage.discord.faults.refuse(Refusal.MISSING_PERMISSIONS, "PATCH", when=which.with_files):
        await asyncio.sleep(rng.uniform(1, 4))


async def downloads_break(stage: Stage, rng: random.Random) -> None:
    broken = (Fault(503), Fault(drop=True), Fault(body=png(), truncate=True), Fault(body=png(), hang=rng.uniform(1, 5)))
    stage.imini.script["file"].extendleft(rng.choices(broken, k=rng.randint(1, 6)))


async def queries_fail(stage: Stage, rng: random.Random) -> None:
    slow_down = Fault(429, headers={"Retry-After": "1"})
    pages = (Fault(status, body=GATEWAY_PAGE) for status in (401, 403, 404, 408, 502))
    odd = (Fault(403), Fault(404), Fault(changes={"status": "dreaming", "completed_at": None, "images": None}))
    broken = (Fault(500), Fault(truncate=True), Fault(drop=True), slow_down, *pages, *odd)
    stage.imini.script["task"].extend(rng.choices(broken, k=rng.randint(1, 6)))


TROUBLES: tuple[Trouble, ...] = (
    the_gateway_is_cut,
    what_was_sent_is_sent_again,
    the_session_is_invalid,
    the_gateway_is_down,
    the_resume_address_fails,
    dispatches_are_odd,
    discord_answers_5xx,
    discord_is_away,
    discord_answers_429,
    the_proxy_bans_the_bot,
    answers_get_lost,
    one_edit_is_down,
    edits_carry_no_files,
    downloads_break,
    queries_fail,
)


@dataclass(slots=True)
class Troubles:
    """Causes one trouble after another. ``periods`` are their start and end times (``time.perf_counter``)."""

    stage: Stage
    rng: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    periods: list[tuple[float, float]] = field(default_factory=list)

    async def run(self) -> None:
        """Cause troubles until cancelled."""
        while True:
            await asyncio.sleep(self.rng.uniform(*QUIET))
            trouble = self.rng.choice(TROUBLES)
            self.counts[trouble.__name__] += 1
            begin = time.perf_counter()
            try:
                await trouble(self.stage, self.rng)
            finally:
                self.periods.append((begin, time.perf_counter()))

    def overlap(self, begin: float, end: float) -> bool:
        """Whether there was a trouble between the two times."""
        return any(start < end and begin < over for start, over in self.periods)
