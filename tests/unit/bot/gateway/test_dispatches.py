"""Dispatches that discord.py can't parse are repaired or dropped."""

import asyncio
import copy
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.state import ConnectionState

from bot.cluster.sharding import ShardPlan
from bot.gateway import discord_internals, dispatches
from bot.gateway.repairs import UPLOAD_LIMIT
from bot.gateway.seen import Seen

Data = dict[str, Any]
GUILD, CHANNEL, ALICE, BOT = "41771983423143937", "41771983423143938", "80351110224678912", "845027738276462632"
JUNK: list[Any] = [None, "junk", -1, [], {}, [{"id": "1"}], True, 1.5]


class Client(discord.AutoShardedClient):
    """A client that records what reaches its listeners."""

    admit: dispatches.Admit | None = None

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None, shard_count=1)
        discord_internals.use_shards(self, ShardPlan((0,), 1))
        self.seen: list[discord.Interaction[Any]] = []
        self.tree = dispatches.Tree(self)
        dispatches.guard(self, Seen())

    @property
    def state(self) -> ConnectionState[Any]:
        """discord.py's connection state, which holds the parsers."""
        return self._connection

    def dispatch(self, event: str, /, *args: Any, **_: Any) -> None:
        """Record interactions only."""
        if event == "interaction":
            self.seen += args

    def tell(self, event: str, data: Any) -> None:  # noqa: ANN401 - JSON may be anything
        """Parse a dispatch as discord.py does."""
        self.state.parsers[event](copy.deepcopy(data))


USER: Data = {"id": BOT, "username": "imagine", "discriminator": "0", "avatar": None}
PERSON: Data = {"id": ALICE, "username": "alice", "discriminator": "0", "avatar": None}
TEXT_CHANNEL: Data = {"id": CHANNEL, "type": 0, "name": "art", "position": 0, "permission_overwrites": []}
SERVER: Data = {
    "id": GUILD,
    "name": "Studio",
    "unavailable": False,
    "member_count": 3,
    "roles": [{"id": GUILD, "name": "@everyone", "permissions": "0", "position": 0, "color": 0}],
    "channels": [TEXT_CHANNEL],
    "threads": [],
    "members": [],
}
MESSAGE: Data = {
    "id": "1",
    "type": 0,
    "content": "",
    "flags": 1 << 15,
    "author": USER,
    "attachments": [],
    "embeds": [],
    "components": [{"type": 1, "components": [{"type": 2, "style": 2, "label": "Again", "custom_id": "again"}]}],
}
COMMAND: Data = {
    "id": "2",
    "application_id": BOT,
    "type": 2,
    "token": "a-token",
    "version": 1,
    "data": {"id": "3", "name": "imagine", "type": 1, "options": []},
    "guild_id": GUILD,
    "guild": {"id": GUILD, "locale": "de", "features": []},
    "guild_locale": "de",
    "channel_id": CHANNEL,
    "channel": TEXT_CHANNEL,
    "member": {
        "user": PERSON,
        "roles": ["7"],
        "flags": 0,
        "joined_at": "2026-01-01T00:00:00+00:00",
        "permissions": "8",
    },
    "locale": "de",
    "app_permissions": str(1 << 15),
    "entitlements": [],
    "authorizing_integration_owners": {"0": GUILD},
    "context": 0,
    "attachment_size_limit": 123456,
}
PRESS = {**COMMAND, "type": 3, "data": {"custom_id": "again", "component_type": 2}, "message": MESSAGE}
PRIVATE = {key: value for key, value in COMMAND.items() if not key.startswith("guild")} | {
    "channel": {"id": CHANNEL, "type": 1, "recipients": [PERSON]},
    "user": PERSON,
    "authorizing_integration_owners": {"0": "0"},
    "context": 1,
}
del PRIVATE["member"]
SUBSTANCE = {"id", "type", "token", "data"}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client() as client:
        client.tell("READY", {"user": USER, "guilds": [], "application": {"id": BOT, "flags": 0}, "shard": [0, 1]})
        client.tell("GUILD_CREATE", SERVER)
        yield client


def without(data: Data, *path: Any) -> Data:
    """``data`` without the field at ``path``."""
    return changed(data, lambda place: place.pop(path[-1]), *path)


def changed(data: Data, change: Callable[[Any], object], *path: Any) -> Data:
    """A copy of ``data`` with ``change`` applied to the object that holds the field at ``path``."""
    copied = place = copy.deepcopy(data)
    for step in path[:-1]:
        place = place[step]
    change(place)
    return copied


def _variants(data: Data) -> Iterator[Any]:
    for key in sorted(data.keys() - SUBSTANCE - {"member", "user"}):  # pytest-xdist wants one order in all workers
        yield pytest.param(without(data, key), id=f"no {key}")
        for junk in JUNK:
            yield pytest.param({**data, key: junk}, id=f"{key}={junk!r}")


@pytest.mark.parametrize("data", [*_variants(COMMAND), *_variants(PRESS), *_variants(PRIVATE)])
async def test_an_interaction_is_read_whatever_its_dispensable_fields_hold(client: Client, data: Data) -> None:
    client.tell("INTERACTION_CREATE", data)
    (seen,) = client.seen
    assert (seen.id, seen.token, seen.user.id, seen.channel_id) == (2, "a-token", int(ALICE), int(CHANNEL))
    assert seen.filesize_limit > 0
    assert str(seen.locale)


async def test_what_is_missing_of_an_interaction_is_as_nearly_everywhere(client: Client) -> None:
    kept = SUBSTANCE | {"guild_id", "channel_id", "member"}
    client.tell("INTERACTION_CREATE", {key: value for key, value in COMMAND.items() if key in kept})
    (seen,) = client.seen
    assert (seen.filesize_limit, seen.application_id, str(seen.locale)) == (UPLOAD_LIMIT, int(BOT), "en-US")
    assert seen.app_permissions.attach_files
    assert seen.is_guild_integration()
    assert seen.context.guild


async def test_in_a_server_that_the_bot_is_not_in_it_was_installed_by_the_member(client: Client) -> None:
    data = without(without(COMMAND, "attachment_size_limit"), "authorizing_integration_owners")
    client.tell("INTERACTION_CREATE", {**data, "guild_id": "5"})
    (seen,) = client.seen
    assert not seen.is_guild_integration()
    assert seen.is_user_integration()


async def test_a_field_that_is_wrong_takes_no_other_with_it(client: Client) -> None:
    roles = changed(COMMAND, lambda member: member.update(roles=[{"id": "7"}]), "member", "roles")
    client.tell("INTERACTION_CREATE", roles)
    (seen,) = client.seen
    assert (seen.user.id, seen.user.name, seen.filesize_limit) == (int(ALICE), "alice", 123456)
    assert str(seen.locale) == str(seen.guild_locale) == "de"


@pytest.mark.parametrize(
    "odd", [{"embeds": 7}, {"components": [{"type": 1, "components": [{"type": 2, "style": 2, "custom_id": {}}]}]}]
)
async def test_a_press_on_a_message_that_cannot_be_read_still_finds_what_was_pressed(client: Client, odd: Data) -> None:
    client.tell("INTERACTION_CREATE", {**PRESS, "message": {**MESSAGE, **odd}})
    (seen,) = client.seen
    assert seen.message
    assert seen.message.id == 1
    view = discord.ui.LayoutView.from_message(seen.message)
    assert [getattr(item, "custom_id", None) for item in view.walk_children()] == [None, "again"]


@pytest.mark.parametrize("field", [*sorted(SUBSTANCE), "member"])
async def test_an_interaction_without_its_substance_is_dropped_and_named(
    client: Client, caplog: pytest.LogCaptureFixture, field: str
) -> None:
    with caplog.at_level(logging.INFO):
        client.tell("INTERACTION_CREATE", without(without(COMMAND, field), "attachment_size_limit"))
    assert client.seen == []
    assert "dropped an unreadable INTERACTION_CREATE" in caplog.text
    assert "a-token" not in caplog.text


@pytest.mark.parametrize("token", [None, [{}], {}, 7])
async def test_an_interaction_that_nobody_can_answer_is_dropped(
    client: Client, caplog: pytest.LogCaptureFixture, token: object
) -> None:
    client.tell("INTERACTION_CREATE", {**COMMAND, "token": token})
    assert client.seen == []
    assert "dropped an unreadable INTERACTION_CREATE" in caplog.text


@pytest.mark.parametrize("data", [None, [], "junk", 7, {}])
async def test_no_dispatch_raises_whatever_it_is(
    client: Client, caplog: pytest.LogCaptureFixture, data: object
) -> None:
    for event in client.state.parsers:
        client.tell(event, data)
    assert "dropped an unreadable GUILD_CREATE" in caplog.text
    client.tell("INTERACTION_CREATE", COMMAND)
    assert len(client.seen) == 1


ODD_PARTS = [
    ("channels", without(TEXT_CHANNEL, "position")),
    ("channels", {"type": None}),
    ("roles", {"id": "8"}),
    ("roles", "8"),
    ("threads", {"id": "9"}),
    ("members", {"user": PERSON, "roles": [{"id": "7"}]}),
]


@pytest.mark.parametrize(("key", "odd"), ODD_PARTS)
async def test_a_server_loses_the_odd_part_alone(client: Client, key: str, odd: object) -> None:
    client.tell("GUILD_CREATE", {**SERVER, "id": "6", key: [*SERVER[key], odd]})
    guild = client.get_guild(6)
    assert guild
    assert [channel.name for channel in guild.channels] == ["art"]
    assert [role.name for role in guild.roles] == ["@everyone"]


@pytest.mark.parametrize("key", sorted(SERVER.keys() - {"id", "unavailable"}))
@pytest.mark.parametrize("junk", JUNK, ids=repr)
async def test_a_server_is_known_whatever_its_fields_hold(client: Client, key: str, junk: object) -> None:
    client.tell("GUILD_CREATE", {**SERVER, "id": "6", key: junk})
    assert client.get_guild(6)


@pytest.mark.parametrize("key", ["user", "guilds", "application"])
@pytest.mark.parametrize("junk", JUNK, ids=repr)
async def test_a_bot_knows_who_it_is_whatever_ready_holds(client: Client, key: str, junk: object) -> None:
    ready = {"user": USER, "guilds": [], "application": {"id": BOT, "flags": 0}, "shard": [0, 1]}
    client.tell("READY", {**ready, key: junk})
    assert client.user
    assert client.user.id == int(BOT)


@pytest.mark.parametrize("data", [None, [], {}, {"name": "imagine", "options": 7}, {"name": ["imagine"]}])
async def test_a_command_whose_data_cannot_be_read_comes_to_the_error_handler(client: Client, data: object) -> None:
    told: list[app_commands.AppCommandError] = []

    @client.tree.error
    async def tell(_: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        told.append(error)

    @client.tree.command()
    async def imagine(_: discord.Interaction[Any]) -> None:
        """A command."""

    client.tell("INTERACTION_CREATE", {**COMMAND, "data": data})
    await asyncio.sleep(0)
    assert len(told) == 1


@pytest.mark.parametrize("data", [COMMAND, PRESS], ids=["a command", "a press"])
def test_an_interaction_is_heard_once_however_often_it_comes(client: Client, data: Data) -> None:
    for identity in ("20", "21", "20", "20"):
        client.tell("INTERACTION_CREATE", {**data, "id": identity})
    assert [interaction.id for interaction in client.seen] == [20, 21]
