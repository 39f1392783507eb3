"""Blocks in SQL: one for each member and server, and each with its act."""

from bot.servers.acts import EVERYWHERE, OPEN, Act
from bot.servers.blocks import Block
from bot.storage.database import Database
from bot.storage.servers.acts import SqlActs
from bot.storage.servers.blocks import SqlBlocks

SERVER, ALICE, BOB, MODERATOR = 2**60 + 1, 2**61 + 1, 4, 5


def _block(user_id: int = ALICE, guild_id: int = SERVER, until: float | None = None, reason: str = "spam") -> Block:
    return Block(guild_id, user_id, until, reason, MODERATOR, 100.25)


def _act(act_id: str, kind: str = "block", at: float = 100.25) -> Act:
    return Act(act_id, SERVER, at, MODERATOR, kind, ALICE)


async def test_blocks_are_found_by_their_server(database: Database) -> None:
    blocks = SqlBlocks(database)
    for number, block in enumerate([_block(), _block(BOB, until=7.5), _block(guild_id=EVERYWHERE, reason="")]):
        await blocks.put(block, _act(str(number)))
    found = await blocks.of_server(SERVER)
    assert sorted(found, key=lambda block: block.user_id) == [_block(BOB, until=7.5), _block()]
    assert await blocks.of_server(EVERYWHERE) == [_block(guild_id=EVERYWHERE, reason="")]
    assert await blocks.of_server(77) == []


async def test_a_second_block_of_a_member_takes_the_place_of_the_first(database: Database) -> None:
    blocks = SqlBlocks(database)
    await blocks.put(_block(until=5.0), _act("1"))
    await blocks.put(_block(reason="again"), _act("2"))
    assert await blocks.of_server(SERVER) == [_block(reason="again")]


async def test_a_block_ends_once_and_only_then_that_is_on_record(database: Database) -> None:
    blocks, acts = SqlBlocks(database), SqlActs(database)
    await blocks.put(_block(), _act("1", at=1.0))
    assert await blocks.remove(SERVER, ALICE, _act("2", "unblock", at=2.0))
    assert not await blocks.remove(SERVER, ALICE, _act("3", "unblock", at=3.0))
    assert not await blocks.remove(EVERYWHERE, ALICE, _act("4", "unblock", at=4.0))
    assert await blocks.of_server(SERVER) == []
    assert [(act.id, act.kind) for act in await acts.newest(SERVER, 9)] == [("2", "unblock"), ("1", "block")]


async def test_a_reason_that_no_engine_could_hold_costs_no_block(database: Database) -> None:
    blocks = SqlBlocks(database)
    await blocks.put(_block(reason="a\0b"), _act("1"))
    assert [block.reason for block in await blocks.of_server(SERVER)] == ["a\ufffdb"]


async def test_acts_are_read_newest_first_page_by_page(database: Database) -> None:
    acts = SqlActs(database)
    stored = [
        Act(f"{number}", SERVER, float(number), MODERATOR, "blur", job_id="0a1b2c3d4e", details={"why": "名\0"})
        for number in range(4)
    ]
    for act in (*stored, stored[0], Act("other", 77, 9.0, MODERATOR, "blur")):
        await acts.add(act)
    assert list(await acts.newest(SERVER, 2)) == stored[:1:-1]
    assert list(await acts.newest(SERVER, 9, before=2.0)) == stored[1::-1]


async def test_acts_that_are_still_to_be_carried_out_are_found_until_they_are(database: Database) -> None:
    acts = SqlActs(database)
    details = {OPEN: True, "message": 41}
    still_open = [
        Act(f"{9 - n}", 30 + n, float(n), MODERATOR, "blur", job_id="0a1b2c3d4e", details=details) for n in (0, 1)
    ]
    done = Act("done", SERVER, 5.0, MODERATOR, "block", details={"reason": f'"{OPEN}": true'})
    for act in (*reversed(still_open), done):
        await acts.add(act)
    assert list(await acts.unfinished()) == still_open
    await acts.finish(still_open[0].id)
    assert list(await acts.unfinished()) == still_open[1:]
    assert [act.details for act in await acts.newest(30, 9)] == [{}]


async def test_old_acts_of_all_servers_are_forgotten(database: Database) -> None:
    acts = SqlActs(database)
    for number, server in enumerate((SERVER, 77, EVERYWHERE, SERVER)):
        await acts.add(Act(f"{number}", server, float(number), MODERATOR, "blur"))
    await acts.forget(3.0)
    assert [[act.id for act in await acts.newest(server, 9)] for server in (SERVER, 77, EVERYWHERE)] == [["3"], [], []]


async def test_what_was_done_to_jobs_is_read_oldest_first(database: Database) -> None:
    acts = SqlActs(database)
    done = [Act(f"{9 - number}", SERVER, float(number), MODERATOR, "blur", job_id="0a1b2c3d4e") for number in range(3)]
    for act in (*reversed(done), _act("block", at=1.0), Act("other", 77, 9.0, MODERATOR, "blur", job_id="0a1b2c3d4e")):
        await acts.add(act)
    assert list(await acts.on_jobs(SERVER)) == done
