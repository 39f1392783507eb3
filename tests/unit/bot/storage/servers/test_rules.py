"""The rules of servers in SQL: whole, one change after the other, and readable in part."""

import asyncio
import json
import logging

import pytest

from bot.requests.request import Quality, Resolution
from bot.servers.acts import Act
from bot.servers.errors import RulesUnreadable
from bot.servers.rules import NO_RULES, Budget, ChannelRules, Period, ReferenceRule, ServerRules, Tier
from bot.servers.store import StoredRules
from bot.storage.database import Database
from bot.storage.servers.acts import SqlActs
from bot.storage.servers.rules import SqlServerRules

SERVER, OTHER = 2**60 + 1, 2

ALL_SET = ServerRules(
    time_zone="Europe/Berlin",
    references=ReferenceRule.ANYONE,
    server_budget=Budget(credits=500),
    member_budget=Budget(credits=0, period=Period.WEEK),
    tiers=(
        Tier(role=7, credits=9, running=2, resolution=Resolution.TWO_K, quality=Quality.HIGH, count=4),
        Tier(role=8),
    ),
    banned_words=("snail", "蜗牛\0"),
    everywhere=ChannelRules(age_restricted_only=True),
    channels={2**61: ChannelRules(spoilers=True), 5: ChannelRules()},
    log_channel=2**62,
    min_account_days=7,
    min_membership_days=1,
)


def _record(fields: list[str]) -> Act:
    return Act("-".join(fields), SERVER, 50.0, 3, "rules", details={"fields": fields})


def _adding(word: str) -> ServerRules:
    return ServerRules(banned_words=(word,))


async def test_a_server_without_rules_has_those_that_change_nothing(database: Database) -> None:
    assert await SqlServerRules(database).find(SERVER) == StoredRules(0, NO_RULES)


async def test_every_rule_is_read_as_it_was_set(database: Database) -> None:
    rules = SqlServerRules(database)
    assert all(getattr(ALL_SET, name) != getattr(NO_RULES, name) for name in ServerRules.model_fields)
    assert await rules.change(SERVER, lambda _: ALL_SET, _record) == StoredRules(1, ALL_SET)
    assert await rules.find(SERVER) == StoredRules(1, ALL_SET)
    assert await rules.find(OTHER) == StoredRules(0, NO_RULES)
    assert await rules.change(SERVER, lambda _: NO_RULES, _record) == StoredRules(2, NO_RULES)


async def test_a_change_is_stored_with_its_act_and_one_that_changes_nothing_without(database: Database) -> None:
    rules, acts = SqlServerRules(database), SqlActs(database)
    await rules.change(SERVER, lambda _: ServerRules(log_channel=4, min_account_days=2), _record)
    again = await rules.change(SERVER, lambda current: current.changed(log_channel=4), _record)
    assert again.version == 1
    assert [act.details["fields"] for act in await acts.newest(SERVER, 9)] == [["log_channel", "min_account_days"]]


async def test_two_managers_who_change_different_rules_at_once_both_win(database: Database) -> None:
    rules = SqlServerRules(database)
    words = [f"word{number}" for number in range(8)]

    async def ban(word: str) -> None:
        def change(current: ServerRules) -> ServerRules:
            return current.changed(banned_words=(*current.banned_words, word))

        await rules.change(SERVER, change, lambda _: Act(word, SERVER, 1.0, 3, "rules"))

    await asyncio.gather(*map(ban, words))
    stored = await rules.find(SERVER)
    assert sorted(stored.rules.banned_words) == words
    assert stored.version == len(words)


async def test_a_change_that_is_refused_leaves_everything(database: Database) -> None:
    rules = SqlServerRules(database)
    await rules.change(SERVER, lambda _: _adding("a"), _record)

    def refuse(_: ServerRules) -> ServerRules:
        raise RulesUnreadable

    for server in (SERVER, OTHER):
        with pytest.raises(RulesUnreadable):
            await rules.change(server, refuse, _record)
    assert await rules.find(SERVER) == StoredRules(1, _adding("a"))
    assert await rules.find(OTHER) == StoredRules(0, NO_RULES)


async def test_what_a_newer_version_added_is_kept_when_this_one_changes_something(database: Database) -> None:
    rules = SqlServerRules(database)
    await _store(database, {"min_account_days": 3, "tiers": [{"role": 1, "stars": 5}], "weather": {"sun": True}})
    await rules.change(SERVER, lambda current: current.changed(min_account_days=4), _record)
    (row,) = await database.fetch("SELECT data FROM servers")
    assert json.loads(row["data"]) == {
        "min_account_days": 4,
        "tiers": [{"role": 1, "stars": 5}],
        "weather": {"sun": True},
    }


async def test_of_rules_that_can_not_be_read_the_others_hold_and_none_is_lost(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rules = SqlServerRules(database)
    await _store(database, {"min_account_days": 3, "references": "the moon's", "time_zone": "Mars/Phobos"})
    assert await rules.find(SERVER) == StoredRules(6, ServerRules(min_account_days=3))
    assert caplog.record_tuples == [
        (
            "bot.storage.servers.rules",
            logging.ERROR,
            f"rules of server {SERVER} can't be read and are ignored: references, time_zone",
        )
    ]
    with pytest.raises(RulesUnreadable):
        await rules.change(SERVER, lambda current: current.changed(min_account_days=0), _record)
    assert (await rules.find(SERVER)).rules.min_account_days == 3


@pytest.mark.parametrize("data", ["", "7", "[1]", "{", "null"])
async def test_data_that_is_no_object_counts_as_no_rules_and_is_not_overwritten(database: Database, data: str) -> None:
    rules = SqlServerRules(database)
    await database.write("INSERT INTO servers (guild_id, version, data) VALUES (?, 6, ?)", (SERVER, data))
    assert await rules.find(SERVER) == StoredRules(6, NO_RULES)
    with pytest.raises(RulesUnreadable):
        await rules.change(SERVER, lambda _: ALL_SET, _record)


async def _store(database: Database, data: object) -> None:
    await database.write("INSERT INTO servers (guild_id, version, data) VALUES (?, 6, ?)", (SERVER, json.dumps(data)))
