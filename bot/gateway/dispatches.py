"""Dispatches of Discord's gateway, parsed so that none of them can end the bot.

discord.py parses a dispatch in the task that keeps the connection: what a parser raises ends that task, and with it the
bot. Yet Discord adds, changes and leaves out fields (https://discord.com/developers/docs/reference#api-versioning).
"""

import logging
from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands

from bot.gateway.repairs import Repairs
from bot.gateway.seen import Seen

_log = logging.getLogger(__name__)

Parser = Callable[[Any], None]

INTERACTION = "INTERACTION_CREATE"


def guard(bot: discord.Client, seen: Seen) -> None:
    """Let no dispatch end ``bot``: what can't be parsed, not even once it is repaired, is logged and dropped.

    Interactions that are not ``seen`` yet are let through, whatever they are: commands, presses, choices, forms, menus.
    """
    state = bot._connection  # noqa: SLF001 - the table of parsers is discord.py's own, and there is no hook around it
    state.parsers[INTERACTION] = once(state.parsers[INTERACTION], seen)
    repairs = Repairs(bot, state)
    for event, parser in state.parsers.items():
        state.parsers[event] = guarded(event, repaired(parser, repairs.of(event)))


def guarded(event: str, parser: Parser) -> Parser:
    """``parser``, which raises nothing any more. Its dispatch, which holds tokens and prompts, is not logged."""

    def parse(data: Any) -> None:  # noqa: ANN401 - JSON may be anything
        try:
            parser(data)
        except Exception as error:  # noqa: BLE001 - whatever discord.py raises, the bot outlives it
            dropped(event, error)

    return parse


def once(parser: Parser, seen: Seen) -> Parser:
    """``parser``, which is given each interaction once: Discord sends what a bot may have missed again.

    Source: https://discord.com/developers/docs/events/gateway#resuming
    """

    def parse(data: Any) -> None:  # noqa: ANN401 - JSON may be anything
        if seen.is_new(str(data["id"])):
            parser(data)
        else:
            _log.info("interaction %s came again and is left alone", data["id"])

    return parse


def repaired(parser: Parser, repair: Callable[[Any], Any] | None) -> Parser:
    """``parser``, which is given what ``repair`` makes of a dispatch."""
    if repair is None:
        return parser
    return lambda data: parser(repair(data))


def dropped(event: str, error: Exception) -> None:
    """Log that a dispatch was not understood; the error's own words may repeat parts of it, so they stay at DEBUG."""
    _log.warning("Discord's %s can't be read (%s): dropped", event, type(error).__name__)
    _log.debug("why %s can't be read", event, exc_info=error)


class Tree(app_commands.CommandTree[Any]):
    """The command tree, whose error handler is told of a command whose data can't be read, too."""

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as error:  # noqa: BLE001 - discord.py would leave it to nobody, and the member without an answer
            await self.on_error(interaction, UnreadableCommand(type(error).__name__))


class UnreadableCommand(app_commands.AppCommandError):
    """The data of a command are of a shape that discord.py can't read; carries what it raised."""
