"""The one handler behind every command, button and modal: a refusal is explained, a bug gets an id and a log line."""

import logging
import secrets
from typing import Any

import discord
from discord import app_commands

from bot.errors import AlreadyHandled, StorageError, StorageUnavailable, UserError
from bot.gateway.dispatches import UnreadableCommand
from bot.jobs.errors import MissingPermission
from bot.net.errors import NETWORK_ERRORS
from cogs.cards import notices
from cogs.cards.notices import notice
from cogs.discord_numbers import ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK
from cogs.i18n.error_messages import error_message
from cogs.i18n.markdown import Markup, code
from cogs.i18n.translator import Translator
from cogs.interactions.responses import InitialResponses
from cogs.verdicts import OWN_FAULT

_log = logging.getLogger(__name__)

_OUTDATED = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch, UnreadableCommand)
_GONE = {UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED, UNKNOWN_WEBHOOK, UNKNOWN_MESSAGE}


class ErrorHandler:
    """Answers the member of an interaction in which something went wrong."""

    def __init__(self, responses: InitialResponses) -> None:
        self._responses = responses

    async def on_tree_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        """The command tree's handler."""
        await self.handle(interaction, getattr(error, "original", error))

    async def handle(self, interaction: discord.Interaction[Any], error: BaseException) -> None:
        """Tell the member, privately, what went wrong; never raises. Where somebody else has answered, say nothing."""
        response = self._responses.to(interaction)
        try:
            if isinstance(error, AlreadyHandled):
                raise error
            t = self._responses.translator(interaction)
            if (text := _told(interaction, error, t)) is not None:
                await response.show_error(notice(t("title-refused"), text), lambda: notices.blocked(t))
        except AlreadyHandled:
            _log.info("interaction %d was handled already", interaction.id)
        except (discord.HTTPException, *NETWORK_ERRORS, RuntimeError) as failure:
            # RuntimeError: the bot is closed meanwhile, and with it aiohttp's session.
            _log.warning("the answer to interaction %d did not get through: %s", interaction.id, failure)
        await response.close()


def _told(interaction: discord.Interaction[Any], error: BaseException, t: Translator) -> Markup | None:
    """What to say of ``error``; None if nobody can be told."""
    if isinstance(error, UserError):
        if isinstance(error.__cause__, StorageError):
            _log.error("refused user %d: %s (%s)", interaction.user.id, type(error).__name__, error.__cause__)
        else:
            _log.info("refused user %d: %s", interaction.user.id, type(error).__name__)
        return error_message(error, t)
    if isinstance(error, StorageError):
        _log.error("interaction %d can't be answered: %s", interaction.id, error)
        return error_message(StorageUnavailable(), t)
    if isinstance(error, app_commands.BotMissingPermissions):
        return error_message(MissingPermission(tuple(error.missing_permissions)), t)
    if isinstance(error, _OUTDATED):
        _log.warning("interaction %d is of a command as it is no longer: %s", interaction.id, error)
        return t("error-outdated")
    # RuntimeError is aiohttp's, once its session is closed with the bot.
    cut_off = isinstance(error, RuntimeError) and interaction.client.is_closed()
    if cut_off or (isinstance(error, (discord.HTTPException, *NETWORK_ERRORS)) and not _is_own_fault(error)):
        return _refused(interaction, error, t)
    incident = secrets.token_hex(4)
    _log.error("bug %s in interaction %d", incident, interaction.id, exc_info=error)
    return t("error-bug", id=code(incident))


def _refused(interaction: discord.Interaction[Any], error: BaseException, t: Translator) -> Markup | None:
    """What to say where Discord did not accept an answer; None if it will accept no other one either."""
    if _is_lost(error):
        _log.warning("interaction %d could not be answered: %s %s", interaction.id, type(error).__name__, error)
        return None
    number = getattr(error, "code", 0) or getattr(error, "status", 0)
    _log.warning("Discord refused the answer to interaction %d: %s", interaction.id, error)
    return t("error-discord", code=number)


def _is_lost(error: BaseException) -> bool:
    """Whether the interaction is lost through no fault of the bot's, so that nobody can be told."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429 or error.code in _GONE
    return True


def _is_own_fault(error: Exception) -> bool:
    return isinstance(error, discord.HTTPException) and error.status < 500 and error.code in OWN_FAULT
