"""What the host has forbidden, and what only the host may do."""

from dataclasses import dataclass

from bot.errors import UserError


@dataclass(eq=False)
class BotPaused(UserError):
    """The host has paused the bot, ``until`` epoch seconds or until further notice (None). ``reason`` may be empty."""

    code = "refusal-bot-paused"
    until: float | None
    reason: str


class ServerNotAllowed(UserError):
    """``ALLOWED_GUILDS`` does not list the server."""

    code = "refusal-server-not-allowed"


class NotHost(UserError):
    """Only the owner of the application, or a member of the team that owns it, may do this."""

    code = "refusal-not-host"


class OwnerUnknown(UserError):
    """Discord did not say who owns the application."""

    code = "refusal-owner-unknown"


class NotPaused(UserError):
    """There is no pause to end."""

    code = "refusal-not-paused"


class NoAnnouncement(UserError):
    """There is no announcement to remove."""

    code = "refusal-no-announcement"


class UnknownServer(UserError):
    """The bot is in no server with this id."""

    code = "refusal-unknown-server"


class LeaveRefused(UserError):
    """Discord did not let the bot leave a server."""

    code = "refusal-leave"


class NotBlockedEverywhere(UserError):
    """The host has not blocked the user, so that there is nothing to lift."""

    code = "refusal-not-blocked-everywhere"


class CannotBlockHost(UserError):
    """Neither the host nor a bot can be blocked everywhere."""

    code = "refusal-cannot-block-host"
