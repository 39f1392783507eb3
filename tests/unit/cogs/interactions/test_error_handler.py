"""Errors that are no bugs: the member reads what to do, and the log has no traceback."""

from unittest.mock import AsyncMock, Mock, create_autospec

import discord
import pytest
from discord import app_commands

from bot.errors import AlreadyHandled, StorageError
from bot.members.errors import DefaultsUnreadable
from bot.requests.errors import AtHighestQuality
from cogs.interactions.error_handler import ErrorHandler, Refused
from cogs.verdicts import OWN_FAULT
from tests.support.discord_errors import http_error
from tests.support.locales import CATALOGS
from tests.support.responses import fake_responses
from tests.support.views import text_of


async def _sentence(error: app_commands.AppCommandError, locale: str) -> str:
    """What the member reads, and nobody else."""
    responses, response = fake_responses()
    interaction = Mock(spec=discord.Interaction, id=1, locale=locale, user=Mock(spec=discord.User, id=10))
    await ErrorHandler(responses).on_tree_error(interaction, error)
    (call,) = response.show_error.await_args_list
    return text_of(call.args[0])


def _invoked(error: Exception) -> app_commands.AppCommandError:
    """As the tree hands on what a command raises."""
    command = create_autospec(app_commands.Command, instance=True)
    command.name = "task"
    return app_commands.CommandInvokeError(command, error)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("kind", [app_commands.CommandNotFound, app_commands.CommandSignatureMismatch])
async def test_a_command_of_another_version_is_explained(
    locale: str, kind: type[app_commands.AppCommandError], caplog: pytest.LogCaptureFixture
) -> None:
    assert CATALOGS(locale)("error-outdated") in await _sentence(kind.__new__(kind), locale)
    assert all(record.exc_info is None for record in caplog.records)


@pytest.mark.parametrize("failure", [http_error(500), OSError("unreachable"), RuntimeError("Session is closed")])
async def test_an_error_message_that_is_not_delivered_is_not_repeated(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    responses, response = fake_responses()
    response.show_error.side_effect = failure
    interaction = Mock(spec=discord.Interaction, id=1, locale="en-US")
    await ErrorHandler(responses).handle(interaction, AtHighestQuality())
    assert "couldn't be delivered" in caplog.text


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize(("status", "code"), [(403, 50013), (400, 20009), (400, 240000), (403, 50278), (400, 123456)])
async def test_what_discord_rejects_is_no_bug(
    locale: str, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert CATALOGS(locale)("error-discord") in await _sentence(_invoked(http_error(status, code)), locale)
    (record,) = caplog.records
    assert (record.levelname, record.exc_info) == ("WARNING", None)
    assert str(code) in record.getMessage()


@pytest.mark.parametrize("code", sorted(OWN_FAULT))
async def test_a_request_that_is_wrong_in_itself_is_a_bug(code: int, caplog: pytest.LogCaptureFixture) -> None:
    assert "Something went wrong" in await _sentence(_invoked(http_error(400, code)), "en-US")
    (record,) = caplog.records
    assert record.exc_info


async def test_defaults_that_can_not_be_read_are_named_to_the_member_and_the_disk_to_the_host(
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = DefaultsUnreadable()
    error.__cause__ = StorageError("data/imagine.db can't be read; check DATA_DIR")
    assert CATALOGS("en-US")("refusal-defaults") in await _sentence(_invoked(error), "en-US")
    (record,) = caplog.records
    assert (record.levelname, "DefaultsUnreadable" in record.getMessage()) == ("ERROR", True)
    assert "check DATA_DIR" in record.getMessage()


async def test_a_disk_that_fails_is_named_to_the_host_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    failed = StorageError("data/imagine.db can't be read; check DATA_DIR")
    sentence = await _sentence(_invoked(failed), "en-US")
    assert CATALOGS("en-US")("refusal-storage") in sentence
    (record,) = caplog.records
    assert (str(failed) in record.getMessage(), record.exc_info) == (True, None)


@pytest.mark.parametrize("closed", [True, False])
async def test_a_command_that_the_bots_end_cuts_off_is_no_bug(
    caplog: pytest.LogCaptureFixture, *, closed: bool
) -> None:
    responses, response = fake_responses()
    client = Mock(spec=discord.Client)
    client.is_closed.return_value = closed
    interaction = Mock(spec=discord.Interaction, id=1, locale="en-US", client=client)
    await ErrorHandler(responses).handle(interaction, RuntimeError("Session is closed"))
    assert [bool(record.exc_info) for record in caplog.records] == [not closed]
    assert bool(response.show_error.await_count) is not closed


@pytest.mark.parametrize(
    ("command", "error", "follows"),
    [
        ("imagine", AtHighestQuality(), True),
        ("imagine", http_error(500), True),
        ("imagine", AlreadyHandled(), False),
        ("task", AtHighestQuality(), False),
        (None, AtHighestQuality(), False),
    ],
)
async def test_what_follows_a_refused_command(command: str | None, error: Exception, *, follows: bool) -> None:
    responses, _ = fake_responses()
    interaction = Mock(spec=discord.Interaction, id=1, locale="en-US", user=Mock(spec=discord.User, id=10))
    interaction.command = Mock(spec=app_commands.Command, qualified_name=command) if command else None
    refused, handler = AsyncMock(spec=Refused), ErrorHandler(responses)
    handler.follow("imagine", refused)
    await handler.handle(interaction, error)
    assert [call.args for call in refused.await_args_list] == [(interaction, error)] * follows


@pytest.mark.parametrize("broken", [KeyError("options"), TypeError("options"), ValueError("options")])
async def test_nothing_follows_a_command_that_can_not_be_read(broken: Exception) -> None:
    responses, response = fake_responses()

    class Junk(Mock):
        @property
        def namespace(self) -> app_commands.Namespace:
            raise broken

    interaction = Junk(spec=discord.Interaction, id=1, locale="en-US", user=Mock(spec=discord.User, id=10))
    refused, handler = AsyncMock(spec=Refused), ErrorHandler(responses)
    handler.follow("imagine", refused)
    await handler.handle(interaction, AtHighestQuality())
    assert len(response.show_error.await_args_list) == 1
    assert refused.await_args_list == []
