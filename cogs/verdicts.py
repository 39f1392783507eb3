"""What Discord's refusals mean for a message on its way.

Source of the codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from enum import Enum, auto

import discord

from cogs.discord_numbers import INVALID_FORM_BODY, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK


class Verdict(Enum):
    """What to do about an answer that is not the message."""

    DOWN = auto()
    """Discord did not answer, or not as itself: the message may be there. Again, or by another edit of the card."""

    WAIT = auto()
    """Discord answers, and wants it later."""

    TOO_LARGE = auto()
    """The files are too large here."""

    DELETED = auto()
    """Somebody has deleted the card."""

    BLOCKED = auto()
    """The words are not let through here: once more without those of a member."""

    DEAD_TOKEN = auto()
    """The interaction's token has ended; by another way."""

    NO_REFERENCE = auto()
    """A reply is not allowed here: once more as a message of its own."""

    NEXT_ROUTE = auto()
    """What one way refuses (a closed DM, an archived thread, files without the right to attach), another may take."""


GONE = {UNKNOWN_CHANNEL, UNKNOWN_MESSAGE}
"""What Discord answers about a message that was deleted, or whose channel was."""

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
    30046: Verdict.NEXT_ROUTE,  # too many edits of a message older than an hour: 400 or 429
}
"""Codes that mean something of their own; every other one of a refusal means that this way is shut."""

OWN_FAULT = {50006, INVALID_FORM_BODY, 50109}
"""Codes of requests that are wrong in themselves (empty, invalid form, no JSON): a bug of the bot's."""


def judge(error: discord.HTTPException) -> Verdict:
    """What to do about ``error``."""
    if error.status >= 500:
        return Verdict.DOWN
    if error.code in _MEANING:
        return _MEANING[error.code]
    if error.status == 429:
        return Verdict.WAIT
    if error.status == 413:
        return Verdict.TOO_LARGE
    return Verdict.NEXT_ROUTE if _speaks_as_discord(error) else Verdict.DOWN


def _speaks_as_discord(error: discord.HTTPException) -> bool:
    """Whether it was Discord that refused: a page of HTML comes from something on the way."""
    return bool(error.code) or error.response.headers.get("Content-Type", "").startswith("application/json")
