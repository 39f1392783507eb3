"""Commands as Discord's client may still show them after an update of the bot."""

from unittest.mock import Mock

import discord
import pytest
from discord import app_commands

from bot.texts import Texts
from cogs.errors import ErrorHandler

TEXTS = Texts.load()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("kind", [app_commands.CommandNotFound, app_commands.CommandSignatureMismatch])
async def test_an_outdated_command_is_explained_and_is_no_bug(
    locale: str, kind: type[app_commands.AppCommandError], caplog: pytest.LogCaptureFixture
) -> None:
    response = Mock(spec=discord.InteractionResponse)
    response.is_done.return_value = False
    interaction = Mock(spec=discord.Interaction, id=1, locale=locale, response=response)
    error = kind.__new__(kind)
    await ErrorHandler(TEXTS).on_tree_error(interaction, error)
    (call,) = response.send_message.await_args_list
    told = [part.content for part in call.kwargs["view"].walk_children() if isinstance(part, discord.ui.TextDisplay)]
    assert TEXTS(locale)("error-outdated") in told[0]
    assert call.kwargs["ephemeral"]
    assert all(record.exc_info is None for record in caplog.records)
