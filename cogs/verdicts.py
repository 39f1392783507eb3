"""What to do after Discord rejects a message.

Source of the codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

import discord

from bot.errors import DiscordSilent
from bot.net.errors import NETWORK_ERRORS
from cogs.discord_numbers import (
    INVALID_FORM_BODY,
    TOO_MANY_OLD_EDITS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
)

_log = logging.getLogger(__name__)


class Verdict(Enum):
    """The next step after a failed attempt to send or edit a message."""

    DOWN = auto()
    """No reply, or none of Discord's own: the message may have arrived. Repeat, or use another edit of the card."""

    WAIT = auto()
    """Discord asks to repeat it later."""

    TOO_LARGE = auto()
    """The files exceed the limit: upload less."""

    DELETED = auto()
    """The message is gone: there is nothing to edit."""

    BLOCKED = auto()
    """The text is blocked: repeat without the member's words."""

    DEAD_TOKEN = auto()
    """The interaction's token has expired: use another transport, for this and every later message."""

    NO_REFERENCE = auto()
    """Replies are not allowed here: repeat without the reference."""

    NEXT_TRANSPORT = auto()
    """Rejected for good (a closed DM, an archived thread, no Attach Files): another transport may work."""


GONE = {UNKNOWN_CHANNEL, UNKNOWN_MESSAGE}
"""Codes for a message that was deleted, or whose channel was."""

_MEANING = {
    UNKNOWN_MESSAGE: Verdict.DELETED,
    UNKNOWN_WEBHOOK: Verdict.DEAD_TOKEN,
    50027: Verdict.DEAD_TOKEN,  # invalid webhook token
    40005: Verdict.TOO_LARGE,  # request entity too large
    50045: Verdict.TOO_LARGE,  # file exceeds the maximum size
    160002: Verdict.NO_REFERENCE,  # cannot reply without permission to read message history
    200000: Verdict.BLOCKED,  # message blocked by automatic moderation
    200001: Verdict.BLOCKED,  # title blocked by automatic moderation
    240000: Verdict.BLOCKED,  # harmful links filter
    20016: Verdict.WAIT,  # slow mode, which is in force for user-installed apps
    20028: Verdict.WAIT,  # write rate limit of the channel
    20029: Verdict.WAIT,  # write rate limit of the server
    40003: Verdict.WAIT,  # opening direct messages too fast
    40004: Verdict.WAIT,  # sending messages is temporarily disabled
    40006: Verdict.WAIT,  # this feature is temporarily disabled
    40062: Verdict.WAIT,  # service resource is rate limited
    110001: Verdict.WAIT,  # application not yet available
    130000: Verdict.WAIT,  # API resource is overloaded
    TOO_MANY_OLD_EDITS: Verdict.NEXT_TRANSPORT,  # too many edits of a message older than an hour: 400 or 429
}
"""Codes with a verdict of their own. Any other rejection is NEXT_TRANSPORT."""

OWN_FAULT = {50006, INVALID_FORM_BODY, 50109}
"""Codes of requests that are invalid in themselves (empty message, invalid body, no JSON): a bug of the bot's."""


def judge(error: discord.HTTPException) -> Verdict:
    if error.status >= 500:
        return Verdict.DOWN
    if error.code in _MEANING:
        return _MEANING[error.code]
    if error.status == 429:
        return Verdict.WAIT
    if error.status == 413:
        return Verdict.TOO_LARGE
    return Verdict.NEXT_TRANSPORT if _speaks_as_discord(error) else Verdict.DOWN


def _speaks_as_discord(error: discord.HTTPException) -> bool:
    """Whether Discord itself replied: an HTML page comes from a proxy in between."""
    return bool(error.code) or error.response.headers.get("Content-Type", "").startswith("application/json")


@contextmanager
def asking_discord() -> Iterator[None]:
    """What a command asks Discord before it responds. Raises DiscordSilent if no answer comes.

    Without it, the member would be told nothing: the error handler takes a 5xx or a broken connection for one of the
    response itself.
    """
    try:
        yield
    except (discord.HTTPException, *NETWORK_ERRORS) as error:
        if isinstance(error, discord.HTTPException) and error.code in OWN_FAULT:
            raise
        _log.warning("Discord didn't answer what a command asked: %s %s", type(error).__name__, error)
        raise DiscordSilent from error
