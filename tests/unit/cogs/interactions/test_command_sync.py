"""Commands are registered when they have changed, as soon as Discord accepts them."""

import asyncio
import json
from pathlib import Path
from unittest.mock import Mock, create_autospec

import aiohttp
import pytest
from discord import app_commands

from bot.cluster.duties import SoleDuties
from bot.errors import DatabaseAway
from bot.net.backoff import Backoff
from cogs.interactions.command_sync import BUSY, CommandSync
from cogs.memory.command_ids import CommandIds
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def tree() -> Mock:
    """A tree of one command, which Discord knows already."""
    command = create_autospec(app_commands.Command, instance=True)
    command.to_dict.return_value = {"name": "imagine"}
    known = create_autospec(app_commands.AppCommand, instance=True)
    known.to_dict.return_value = {"id": 1, "name": "imagine"}
    tree: Mock = create_autospec(app_commands.CommandTree, instance=True, translator=None)
    tree.get_commands.return_value = [command]
    tree.fetch_commands.return_value = [known]
    tree.sync.return_value = [known]
    return tree


@pytest.fixture
def registration(tree: Mock, clock: FakeClock, tmp_path: Path) -> CommandSync:
    return CommandSync(tree, SoleDuties(tmp_path), Backoff(first=2, cap=300, jitter=0), clock.clock, CommandIds())


async def test_what_did_not_change_is_registered_once(registration: CommandSync, tree: Mock) -> None:
    await registration.ensure()
    await registration.ensure()
    assert tree.sync.await_count == 1


async def test_a_discord_that_leaves_out_a_field_that_it_does_not_know_gets_the_commands_once(
    registration: CommandSync, tree: Mock
) -> None:
    tree.get_commands.return_value[0].to_dict.return_value = {"name": "imagine", "options": [{"file_types": [".png"]}]}
    await registration.ensure()
    await registration.ensure()
    assert tree.sync.await_count == 1


async def test_what_changed_is_registered_anew(registration: CommandSync, tree: Mock) -> None:
    await registration.ensure()
    tree.get_commands.return_value[0].to_dict.return_value = {"name": "draw"}
    await registration.ensure()
    assert tree.sync.await_count == 2


@pytest.mark.parametrize("answer", [http_error(403), KeyError("description"), TypeError()])
async def test_a_discord_that_does_not_list_its_commands_gets_them_again(
    registration: CommandSync, tree: Mock, answer: Exception
) -> None:
    await registration.ensure()
    tree.fetch_commands.side_effect = answer
    await registration.ensure()
    await registration.ensure()
    assert tree.sync.await_count == 3


@pytest.mark.parametrize(
    "trouble", [http_error(503), aiohttp.ClientConnectionError("gone"), TimeoutError(), KeyError("id")]
)
async def test_commands_are_sent_until_discord_accepts_them(
    registration: CommandSync, tree: Mock, clock: FakeClock, trouble: Exception
) -> None:
    tree.sync.side_effect = [trouble, trouble, []]
    await registration.ensure()
    assert tree.sync.await_count == 3
    assert clock.sleeps == [2, 4]


async def test_a_network_that_is_down_is_waited_for(registration: CommandSync, tree: Mock, clock: FakeClock) -> None:
    known = tree.fetch_commands.return_value
    tree.fetch_commands.side_effect = [aiohttp.ClientConnectionError("gone"), known, known]
    await registration.ensure()
    assert (tree.sync.await_count, len(clock.sleeps)) == (1, 1)


async def test_a_memory_that_can_not_be_read_means_registering_again(
    registration: CommandSync, tree: Mock, tmp_path: Path
) -> None:
    await registration.ensure()
    (tmp_path / "commands.json").write_text("{half")
    await registration.ensure()
    assert tree.sync.await_count == 2


async def test_a_memory_that_can_not_be_written_keeps_nothing_up(
    tree: Mock, clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await CommandSync(tree, SoleDuties(tmp_path / "gone"), Backoff(), clock.clock, CommandIds()).ensure()
    assert tree.sync.await_count == 1
    assert "so the next start repeats it, commands" in caplog.text


class BusyDuties:
    """Duties of which another process has the commands until this one has asked ``looks`` times; it notes ``then``."""

    def __init__(self, looks: int, then: str = "") -> None:
        self._looks = looks
        self._then = then
        self.noted = ""

    async def claim(self, name: str, every: float) -> bool:
        assert (name, every) == ("commands", 0)
        self._looks -= 1
        return self._looks < 0

    async def finish(self, name: str, note: str = "") -> None:
        assert name == "commands"
        self.noted = note

    async def note(self, name: str) -> str:
        assert name == "commands"
        return self._then if self._looks <= 0 else self.noted


async def test_while_another_process_registers_the_commands_they_are_not_registered_twice(
    registration: CommandSync, tree: Mock, clock: FakeClock, tmp_path: Path
) -> None:
    await registration.ensure()
    duties = BusyDuties(2, then=await asyncio.to_thread((tmp_path / "commands.json").read_text, "utf-8"))
    await CommandSync(tree, duties, Backoff(), clock.clock, CommandIds()).ensure()
    assert tree.sync.await_count == 1
    assert clock.sleeps == [BUSY, BUSY]


async def test_what_a_process_left_that_died_while_registering_is_registered_by_the_next_one(
    tree: Mock, clock: FakeClock
) -> None:
    duties = BusyDuties(3)
    await CommandSync(tree, duties, Backoff(), clock.clock, CommandIds()).ensure()
    assert tree.sync.await_count == 1
    assert clock.sleeps == [BUSY] * 3
    assert len(json.loads(duties.noted)) == 2


class AwayOnce(BusyDuties):
    """Duties in a database that is away at first."""

    async def note(self, name: str) -> str:
        self._looks -= 1
        if self._looks == 0:
            raise DatabaseAway("gone")
        return await super().note(name)


async def test_a_database_that_is_away_is_waited_for(tree: Mock, clock: FakeClock) -> None:
    await CommandSync(tree, AwayOnce(1), Backoff(first=2, cap=300, jitter=0), clock.clock, CommandIds()).ensure()
    assert (tree.sync.await_count, clock.sleeps) == (1, [2])


async def test_the_ids_of_the_commands_are_known_from_then_on(tree: Mock, clock: FakeClock, tmp_path: Path) -> None:
    (known,) = tree.fetch_commands.return_value
    known.name, known.id = "defaults", 7
    ids = CommandIds()
    assert ids.find("defaults set") is None
    await CommandSync(tree, SoleDuties(tmp_path), Backoff(), clock.clock, ids).ensure()
    assert (ids.find("defaults set"), ids.find("imagine")) == (7, None)
