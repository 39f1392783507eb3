"""Why no further job is admitted, or somebody may not come in."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import UserError
from bot.servers.tiers import Limits


class QueueFull(UserError):
    """The bot holds as many open jobs as ``MAX_OPEN_JOBS`` allows, or as many as this member or server may have."""

    code = "refusal-busy"


class CommandDenied(UserError):
    """The managers of the server do not allow the command to this member or in this channel, in Discord's settings."""

    code = "refusal-command-denied"


class NotManager(UserError):
    """Only who manages the server may do this."""

    code = "refusal-not-manager"


class NotModerator(UserError):
    """Only who manages messages in the channel may do this."""

    code = "refusal-not-moderator"


class AgeRestrictedOnly(UserError):
    """The server has the bot used in age-restricted channels only, and this is none."""

    code = "refusal-age-restricted-only"


@dataclass(eq=False)
class BeyondTier(UserError):
    """The member's roles allow up to ``limits`` in one request. ``offers`` are roles, by id, that would allow this."""

    code = "refusal-tier"
    limits: Limits
    offers: Mapping[int, Limits]


@dataclass(eq=False)
class AccountTooNew(UserError):
    """The server requires accounts to be ``days`` old, which this one is ``at`` epoch seconds."""

    code = "refusal-account-new"
    days: int
    at: float


@dataclass(eq=False)
class MemberTooNew(UserError):
    """The server requires members to have joined ``days`` ago, which this one has ``at`` epoch seconds."""

    code = "refusal-member-new"
    days: int
    at: float
