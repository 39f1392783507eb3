"""Lines on their way into a log channel."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.cluster.signals import NO_SIGNALS
from bot.net.backoff import Backoff
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.servers.act_log import ActLog
from bot.servers.acts import EVERYWHERE, Act
from bot.servers.store import ServerStore
from bot.storage.servers.acts import SqlActs
from bot.storage.servers.rules import SqlServerRules
from bot.storage.sqlite.database import SqliteDatabase
from cogs.moderation.log_channel import GAP, TRIES, LogChannel, LogQueues
from tests.support.clock import FakeClock
from tests.support.jobs import a_card, a_finished_job
from tests.support.locales import CATALOGS

SERVER, MANAGER, CHANNEL = 30, 7, 99


class Log:
    """A log channel that notes what is sent to it."""

    def __init__(self, database: SqliteDatabase, clock: FakeClock, most: int) -> None:
        client: Mock = create_autospec(discord.Client, instance=True)
        client.get_guild.return_value = None
        client.user.id = 1
        channel = create_autospec(discord.PartialMessageable, instance=True)
        client.get_partial_messageable.return_value = channel
        self.send = channel.send
        self.act_log = ActLog(SqlActs(database), NO_SIGNALS, clock.clock)
        self.rules = ServerStore(SqlServerRules(database), NO_SIGNALS, clock.clock)
        self.tasks = BackgroundTasks()
        self.channel = LogChannel(
            client,
            self.rules,
            self.act_log,
            CATALOGS,
            LogQueues(most),
            Backoff(first=1, cap=60),
            self.tasks,
            clock.clock,
        )

    async def settle(self) -> None:
        """Wait until everything is posted or given up."""
        while waiting := [task for task in asyncio.all_tasks() if task.get_name().startswith("log of")]:
            await asyncio.wait(waiting)

    def sent(self) -> list[str]:
        return [call.args[0] for call in self.send.await_args_list]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def log(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Log]:
    async with SqliteDatabase(tmp_path / "imagine.db", Clock()) as database:
        log = Log(database, clock, most=50)
        await log.rules.change(SERVER, MANAGER, lambda rules: rules.changed(log_channel=CHANNEL))
        yield log
        await log.tasks.close()


def _act(number: int, guild_id: int = SERVER) -> Act:
    return Act(str(number), guild_id, 1.0, MANAGER, "block", 1000 + number, details={"reason": "r" * 100})


async def test_many_lines_share_messages_that_discord_takes_and_the_oldest_give_way(log: Log, clock: FakeClock) -> None:
    for number in range(60):
        log.channel.act_done(_act(number))
    await log.settle()
    sent = log.sent()
    assert all(len(text) <= 2000 for text in sent)
    assert [f"<@{1000 + number}>" in "".join(sent) for number in range(60)] == [False] * 10 + [True] * 50
    assert len(sent) < 6
    assert clock.sleeps == [GAP] * len(sent)


async def test_a_message_is_tried_for_minutes_and_then_given_up(log: Log, clock: FakeClock) -> None:
    log.send.side_effect = TimeoutError
    log.channel.job_ended(a_finished_job())
    await log.settle()
    assert log.send.await_count == TRIES
    assert 300 < sum(clock.sleeps) < 480
    assert [act.kind for act in await log.act_log.newest(SERVER, 9)] == ["rules"]  # a passing fault is no act
    log.send.side_effect = None
    log.channel.job_ended(a_finished_job())
    await log.settle()
    assert log.send.await_count == TRIES + 1


async def test_a_retried_message_keeps_its_nonce_so_that_it_comes_once(log: Log) -> None:
    log.send.side_effect = [TimeoutError, None]
    log.channel.job_ended(a_finished_job())
    await log.settle()
    first, second = log.send.await_args_list
    assert first == second
    assert first.kwargs["nonce"]


@pytest.mark.parametrize("card", [a_card(guild_id=None), a_card(bot_in_channel=False)])
async def test_jobs_outside_of_servers_with_the_bot_are_in_no_log(log: Log, card: object) -> None:
    log.channel.job_ended(a_finished_job(card=card))
    log.channel.act_done(_act(1, EVERYWHERE))
    await log.settle()
    assert log.sent() == []


async def test_no_line_waits_in_a_server_without_a_log_channel(log: Log) -> None:
    await log.rules.change(SERVER, MANAGER, lambda rules: rules.changed(log_channel=None))
    for _ in range(2):
        log.channel.job_ended(a_finished_job())
        await log.settle()
        await log.rules.get(SERVER)
    assert log.sent() == []
