"""Rules, blocks and words of members: in memory, right in every process, and told in words if they can't be stored."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.errors import DatabaseAway, SaveFailed, StorageUnavailable
from bot.runtime.clock import Clock
from bot.servers.acts import EVERYWHERE, Act
from bot.servers.blocks import LONGEST_REASON, Block, Blocks, block_of
from bot.servers.consent import Consent, Consents
from bot.servers.rules import NO_RULES, ServerRules
from bot.servers.store import OUTSIDE_RULES, ChangeRules, ServerStore, StoredRules
from bot.storage.servers.acts import SqlActs
from bot.storage.servers.blocks import SqlBlocks
from bot.storage.servers.consents import SqlConsents
from bot.storage.servers.rules import SqlServerRules
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.clock import FakeClock
from tests.support.shared import wired

SERVER, ALICE, BOB, MODERATOR = 1, 2, 3, 4
DAY = 86_400.0


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    async with SqliteDatabase(tmp_path / "imagine.db", Clock()) as database:
        yield database


async def test_rules_that_one_process_changes_hold_in_the_others(database: SqliteDatabase, clock: FakeClock) -> None:
    here, there = (ServerStore(SqlServerRules(database), signals, clock.clock) for signals in wired(2))
    for store in (here, there):
        assert await store.get(SERVER) == StoredRules(0, NO_RULES)
    changed = await here.change(SERVER, MODERATOR, lambda rules: rules.changed(log_channel=7))
    assert changed.rules.log_channel == 7
    assert await here.get(SERVER) == await there.get(SERVER) == changed
    assert there.peek(SERVER) == changed
    (act,) = await SqlActs(database).newest(SERVER, 9)
    assert (act.actor, act.kind, act.details) == (MODERATOR, "rules", {"fields": ["log_channel"]})


async def test_outside_of_servers_there_are_no_rules(clock: FakeClock) -> None:
    assert await ServerStore(Away(), wired(1)[0], clock.clock).get(None) == OUTSIDE_RULES


async def test_a_block_that_one_process_stores_holds_in_the_others_until_it_is_over(
    database: SqliteDatabase, clock: FakeClock
) -> None:
    here, there = (Blocks(SqlBlocks(database), signals, clock.clock) for signals in wired(2))
    assert await there.of_server(SERVER) == {}
    block = await here.block(SERVER, ALICE, MODERATOR, clock.time + DAY, "r" * 999)
    assert block == Block(SERVER, ALICE, clock.time + DAY, "r" * LONGEST_REASON, MODERATOR, clock.time)
    clock.advance(1)
    forever = await here.block(SERVER, BOB, MODERATOR, None, "")
    assert await there.holding(SERVER) == [forever, block]
    clock.advance(DAY)
    assert await there.holding(SERVER) == [forever]
    assert await there.unblock(SERVER, BOB, MODERATOR)
    assert not await here.unblock(SERVER, BOB, MODERATOR)
    assert await here.holding(SERVER) == []
    kinds = [act.kind for act in await SqlActs(database).newest(SERVER, 9)]
    assert sorted(kinds) == ["block", "block", "unblock"]


def test_the_first_block_that_holds_is_told() -> None:
    over = {ALICE: Block(SERVER, ALICE, 10.0, "over", MODERATOR, 0.0)}
    holds = {ALICE: Block(EVERYWHERE, ALICE, None, "holds", MODERATOR, 0.0)}
    assert block_of(ALICE, 9.0, over, holds) == over[ALICE]
    assert block_of(ALICE, 10.0, over, holds) == holds[ALICE]
    assert block_of(BOB, 9.0, over, holds) is None


async def test_a_word_that_a_member_says_in_one_process_is_known_to_the_others(
    database: SqliteDatabase, clock: FakeClock
) -> None:
    here, there = (Consents(SqlConsents(database), signals, clock.clock) for signals in wired(2))
    assert await there.of(ALICE) is Consent.UNSAID
    await here.set(ALICE, Consent.NOBODY)
    assert await there.of(ALICE) is Consent.NOBODY


class Away:
    """Repositories of a database that is away."""

    async def change(self, guild_id: int, change: ChangeRules, record: Callable[[list[str]], Act]) -> StoredRules:
        raise DatabaseAway(f"{guild_id} {change} {record}")

    async def find(self, guild_id: int) -> StoredRules:
        raise DatabaseAway(str(guild_id))

    async def of_server(self, guild_id: int) -> list[Block]:
        raise DatabaseAway(str(guild_id))

    async def put(self, block: Block, act: Act) -> None:
        raise DatabaseAway(f"{block} {act}")

    async def remove(self, guild_id: int, user_id: int, act: Act) -> bool:
        raise DatabaseAway(f"{guild_id} {user_id} {act}")


class AwayConsents:
    """The words of members in a database that is away."""

    async def find(self, user_id: int) -> Consent:
        raise DatabaseAway(str(user_id))

    async def save(self, user_id: int, word: Consent) -> None:
        raise DatabaseAway(f"{user_id} {word}")


async def test_a_database_that_is_away_is_told_in_words(clock: FakeClock) -> None:
    away, (signals,) = Away(), wired(1)
    rules = ServerStore(away, signals, clock.clock)
    blocks = Blocks(away, signals, clock.clock)
    consents = Consents(AwayConsents(), signals, clock.clock)
    reads: list[Awaitable[object]] = [rules.get(SERVER), blocks.of_server(SERVER), consents.of(ALICE)]
    for read in reads:
        with pytest.raises(StorageUnavailable):
            await read
    writes: list[Awaitable[object]] = [
        rules.change(SERVER, MODERATOR, lambda _: ServerRules(log_channel=7)),
        blocks.block(SERVER, ALICE, MODERATOR, None, ""),
        blocks.unblock(SERVER, ALICE, MODERATOR),
        consents.set(ALICE, Consent.ANYONE),
    ]
    for write in writes:
        with pytest.raises(SaveFailed):
            await write
