"""The host of several processes over one PostgreSQL: each alert comes once, and a pause holds in all of them."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.e2e.ensemble import SHARDS, Ensemble, an_ensemble
from tests.standin import Message
from tests.support.locales import ENGLISH
from tests.support.waiting import eventually

_REPORTS = "SELECT key, extract(epoch FROM until)::float FROM notices WHERE topic = 'report'"

ALERTING: dict[str, Any] = {"ALERTS": "dm", "SERVER_BUDGET": "2/day", "BUDGET": f"{2 * SHARDS}/day"}

TRIES = 20


def _told(ensemble: Ensemble) -> list[str]:
    """What the owner was told to be used up."""
    messages: list[Message] = list(ensemble.stage.discord.messages)
    contents = [message.body.content for message in messages if message.channel.guild is None]
    return [content for content in contents if "used up" in content]


def _reports(ensemble: Ensemble) -> dict[str, float]:
    """When the last report of each process ends."""
    with psycopg.connect(ensemble.url, autocommit=True) as connection:
        return dict(connection.execute(_REPORTS).fetchall())


def _all_newer(ensemble: Ensemble, before: dict[str, float]) -> bool:
    now = _reports(ensemble)
    return all(now[run] > until for run, until in before.items())


async def _all_look(ensemble: Ensemble) -> None:
    """Return once every process has begun a look and another one after that, so that the first one is over."""
    for _ in range(2):
        before = _reports(ensemble)
        assert len(before) == len(ensemble.running)
        await eventually(partial(_all_newer, ensemble, before), 30)


async def test_of_three_processes_one_tells_that_a_budget_is_used_up(tmp_path: Path, postgres_url: str) -> None:
    async with an_ensemble(tmp_path, postgres_url, 3, **ALERTING) as ensemble:
        # A busy database may be too slow for a request by this clock; it is made again then.
        for _ in range(TRIES):
            if len(_told(ensemble)) > SHARDS:
                break
            for channel in ensemble.channels:
                await ensemble.stage.accepted(channel=channel)
        servers = [channel.guild.id for channel in ensemble.channels if channel.guild]
        await _all_look(ensemble)
        told = Counter(next((each for each in servers if each in text), "BUDGET") for text in _told(ensemble))
        assert told == Counter([*servers, "BUDGET"])
        assert f"BUDGET is used up: {2 * SHARDS} of {2 * SHARDS} credits" in "".join(_told(ensemble))


async def _host(ensemble: Ensemble, command: str, **options: object) -> None:
    """The owner runs a command in a direct message."""
    world = ensemble.stage.discord.world
    done = await ensemble.stage.discord.slash(world.owner, world.dm(world.owner), command, options)
    await done.acknowledged()


async def _pauses_everywhere(ensemble: Ensemble) -> None:
    """Return once a request is refused in a server of every shard: what processes tell each other takes a moment."""
    paused = ENGLISH("refusal-bot-paused")
    for channel in ensemble.channels:
        tries = [paused in (await ensemble.stage.accepted(channel=channel)).card.text]
        while not tries[-1]:
            assert len(tries) < TRIES
            tries.append(paused in (await ensemble.stage.accepted(channel=channel)).card.text)


async def test_a_pause_holds_in_every_process_and_in_one_that_starts_later_until_it_is_over(
    tmp_path: Path, postgres_url: str
) -> None:
    async with an_ensemble(tmp_path, postgres_url, 3) as ensemble:
        await _host(ensemble, "bot pause", reason="moving house")
        await _pauses_everywhere(ensemble)
        first, second = ensemble.holders
        assert await first.stop() == 0
        await ensemble.settled()
        first.launch()
        await ensemble.settled()
        assert await second.stop() == 0
        await ensemble.settled()
        await _pauses_everywhere(ensemble)
        await _host(ensemble, "bot resume")
        await ensemble.works()
