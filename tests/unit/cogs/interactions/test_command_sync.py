"""Commands are registered when they have changed, as soon as Discord accepts them."""

from pathlib import Path
from unittest.mock import Mock, create_autospec

import aiohttp
import pytest
from discord import app_commands

from bot.net.backoff import Backoff
from cogs.interactions.command_sync import CommandSync
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
    return CommandSync(tree, tmp_path / "commands.json", Backoff(first=2, cap=300, jitter=0), clock.clock)


async def test_what_did_not_change_is_registered_once(registration: CommandSync, tree: Mock) -> None:
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
    await CommandSync(tree, tmp_path, Backoff(), clock.clock).ensure()
    assert tree.sync.await_count == 1
    assert "the next start will register the commands once more" in caplog.text
