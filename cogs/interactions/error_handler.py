"""One handler behind every command, button and modal: it explains user errors, and logs bugs under an incident id."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from bot.errors import AlreadyHandled, StorageError, StorageUnavailable, UserError
from bot.gateway.dispatches import UnreadableCommand
from bot.jobs.errors import ShowsNoJob
from bot.members.errors import NothingSelected
from bot.net.errors import NETWORK_ERRORS
from bot.requests.errors import NoImageFound, NoPromptFound
from cogs.cards import notices
from cogs.cards.notices import notice
from cogs.discord_numbers import ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK
from cogs.i18n.error_messages import error_message
from cogs.i18n.markdown import Markup, code
from cogs.i18n.translator import Translator
from cogs.interactions.responses import InitialResponses
from cogs.verdicts import OWN_FAULT

Check = Callable[[discord.Interaction[Any]], Awaitable[None]]
Refused = Callable[[discord.Interaction[Any], BaseException], Awaitable[None]]
"""What follows once the member of a command has been told why it failed. It never raises."""

_log = logging.getLogger(__name__)

_NOTHING_THERE = (NoImageFound, NoPromptFound, NothingSelected, ShowsNoJob)
"""Refusals of no request: a menu was used where there is nothing for it."""

_OUTDATED = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch, UnreadableCommand)
# Codes after which Discord accepts no response to the interaction at all.
_EXPIRED = {UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED, UNKNOWN_WEBHOOK, UNKNOWN_MESSAGE}


class ErrorHandler:
    """Tells the member of an interaction what went wrong."""

    def __init__(self, responses: InitialResponses) -> None:
        self._responses = responses
        self._refused: dict[str, Refused] = {}

    def follow(self, command: str, refused: Refused) -> None:
        """Call ``refused`` after each failure of this command, be it refused by the gate or by what it does."""
        self._refused[command] = refused

    async def on_tree_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        await self.handle(interaction, getattr(error, "original", error))

    async def passes(self, interaction: discord.Interaction[Any], check: Check) -> bool:
        """Whether ``check`` lets an interaction pass; if not, the member has been told why."""
        try:
            await check(interaction)
        except Exception as error:  # noqa: BLE001 - as for what a handler raises
            await self.handle(interaction, error)
            return False
        return True

    async def handle(self, interaction: discord.Interaction[Any], error: BaseException) -> None:
        """Tell the member privately; never raises. If another bot has responded, say nothing."""
        response = self._responses.to(interaction)
        try:
            if isinstance(error, AlreadyHandled):
                raise error
            t = self._responses.translator(interaction)
            if (text := _explain(interaction, error, t)) is not None:
                title = t("title-nothing") if isinstance(error, _NOTHING_THERE) else t("title-refused")
                await response.show_error(notice(title, text), lambda: notices.blocked(t))
        except AlreadyHandled:
            _log.info("interaction %d was already handled", interaction.id)
        except (discord.HTTPException, *NETWORK_ERRORS, RuntimeError) as failure:
            # aiohttp raises RuntimeError once its session is closed, which happens when the bot stops.
            _log.warning("the error message for interaction %d couldn't be delivered: %s", interaction.id, failure)
        await response.close()
        refused = self._refused.get(_command(interaction))
        if refused and not isinstance(error, AlreadyHandled):
            await refused(interaction, error)


def _command(interaction: discord.Interaction[Any]) -> str:
    """The name of the command that was called; empty if none was, or if its options can't be read."""
    try:
        command, _ = interaction.command, interaction.namespace
    except (AttributeError, KeyError, TypeError, ValueError):
        # The gate may refuse a command before discord.py finds out that it can't read it.
        return ""
    return command.qualified_name if command else ""


def _explain(interaction: discord.Interaction[Any], error: BaseException, t: Translator) -> Markup | None:
    """The sentence for the member, after a log line; None if the member can't be reached."""
    if isinstance(error, UserError):
        if isinstance(error.__cause__, StorageError):
            _log.error("refused user %d: %s (%s)", interaction.user.id, type(error).__name__, error.__cause__)
        else:
            _log.info("refused user %d: %s", interaction.user.id, type(error).__name__)
        return error_message(error, t)
    if isinstance(error, StorageError):
        _log.error("interaction %d failed, because the database can't be used: %s", interaction.id, error)
        refusal = StorageUnavailable()
        refusal.__cause__ = error
        return error_message(refusal, t)
    if isinstance(error, _OUTDATED):
        _log.warning("interaction %d used an outdated version of a command: %s", interaction.id, error)
        return t("error-outdated")
    # aiohttp's RuntimeError, as above. While the bot runs, a RuntimeError is a bug.
    shut_down = isinstance(error, RuntimeError) and interaction.client.is_closed()
    if shut_down or (isinstance(error, (discord.HTTPException, *NETWORK_ERRORS)) and not _is_own_fault(error)):
        return _explain_rejection(interaction, error, t)
    incident = secrets.token_hex(4)
    _log.error("bug %s in interaction %d", incident, interaction.id, exc_info=error)
    return t("error-bug", id=code(incident))


def _explain_rejection(interaction: discord.Interaction[Any], error: BaseException, t: Translator) -> Markup | None:
    """The sentence for a response that Discord rejected; None if it would reject every other one as well."""
    if _is_lost(error):
        _log.warning("can't respond to interaction %d anymore: %s %s", interaction.id, type(error).__name__, error)
        return None
    _log.warning("Discord rejected the response to interaction %d: %s", interaction.id, error)
    return t("error-discord")


def _is_lost(error: BaseException) -> bool:
    """Whether nothing can be shown any more, through no fault of the bot's."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429 or error.code in _EXPIRED
    return True


def _is_own_fault(error: Exception) -> bool:
    return isinstance(error, discord.HTTPException) and error.status < 500 and error.code in OWN_FAULT
