"""Parses dispatches of Discord's gateway so that none can end the bot, and each interaction counts once.

discord.py parses a dispatch in the task that reads the gateway: an exception there ends the task, and with it the bot.
Yet Discord adds, changes and omits fields (https://discord.com/developers/docs/reference#api-versioning).
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from bot.gateway.repairs import Repairs
from bot.gateway.seen import Seen

_log = logging.getLogger(__name__)

Parser = Callable[[Any], None]

INTERACTION = "INTERACTION_CREATE"


def guard(bot: discord.Client, seen: Seen) -> None:
    """Wrap all parsers of ``bot``: a dispatch that can't be parsed even after repair is logged and dropped.

    An interaction that is in ``seen`` is dropped too, whatever its kind.
    """
    state = bot._connection  # noqa: SLF001 - discord.py has no public hook around its table of parsers
    state.parsers[INTERACTION] = once(state.parsers[INTERACTION], seen)
    repairs = Repairs(bot, state)
    for event, parser in state.parsers.items():
        state.parsers[event] = guarded(event, repaired(parser, repairs.of(event)))


def guarded(event: str, parser: Parser) -> Parser:
    """``parser`` without exceptions. The dispatch itself is not logged: it holds tokens and prompts."""

    def parse(data: Any) -> None:  # noqa: ANN401 - JSON may be anything
        try:
            parser(data)
        except Exception as error:  # noqa: BLE001 - discord.py may raise anything on unexpected data
            log_dropped(event, error)

    return parse


def once(parser: Parser, seen: Seen) -> Parser:
    """``parser`` for each interaction only once: after a resume, Discord replays what the bot may have missed.

    Source: https://discord.com/developers/docs/events/gateway#resuming
    """

    def parse(data: Any) -> None:  # noqa: ANN401 - JSON may be anything
        if seen.add(str(data["id"])):
            parser(data)
        else:
            _log.info("ignored interaction %s, which arrived again", data["id"])

    return parse


def repaired(parser: Parser, repair: Callable[[Any], Any] | None) -> Parser:
    """``parser`` after ``repair``."""
    if repair is None:
        return parser
    return lambda data: parser(repair(data))


def log_dropped(event: str, error: Exception) -> None:
    """Log that a dispatch was dropped. The error's message may quote it, so that is logged at DEBUG only."""
    _log.warning("dropped an unreadable %s from Discord (%s)", event, type(error).__name__)
    _log.debug("why %s can't be read", event, exc_info=error)


Admit = Callable[[discord.Interaction[Any]], Awaitable[bool]]
"""Whether a command may be called; if not, its member has been told why."""


class Tree(app_commands.CommandTree[Any]):
    """A command tree that reports a command with unreadable data to its error handler as well.

    The client's ``admit`` is asked before each call of a command.
    """

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        admit: Admit | None = self.client.admit
        if admit is None or interaction.type is discord.InteractionType.autocomplete:
            return True
        return await admit(interaction)

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as error:  # noqa: BLE001 - discord.py would only log it, and the member would get no answer
            await self.on_error(interaction, UnreadableCommand(type(error).__name__))


class UnreadableCommand(app_commands.AppCommandError):
    """discord.py can't read a command's data; the message is the name of the exception."""
