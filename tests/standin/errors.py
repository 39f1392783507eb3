"""The refusals of Discord's API.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from enum import Enum
from http import HTTPStatus
from typing import Any

from .reply import Reply, rate_limited


class Refusal(Enum):
    """HTTP status, JSON error code, message."""

    UNAUTHORIZED = (401, 0, "401: Unauthorized")
    UNKNOWN_ROUTE = (404, 0, "404: Not Found")
    UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
    UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
    UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
    UNKNOWN_USER = (404, 10013, "Unknown User")
    UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
    UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
    UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
    EXPLICIT_CONTENT = (400, 20009, "Explicit content cannot be sent to the desired recipient(s)")
    COMMANDS_USED_UP = (400, 30032, "Maximum number of application commands reached (100).")
    LATE_EDITS_USED_UP = (429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later")
    TOO_LARGE = (413, 40005, "Request entity too large")
    ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
    FOLLOWUPS_USED_UP = (400, 40094, "This interaction has hit the maximum number of follow up messages")
    MISSING_ACCESS = (403, 50001, "Missing Access")
    NOT_THE_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
    EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
    CLOSED_DM = (403, 50007, "Cannot send messages to this user")
    MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
    INVALID_WEBHOOK_TOKEN = (401, 50027, "Invalid Webhook Token")
    INVALID_RECIPIENT = (400, 50033, "Invalid Recipient(s)")
    INVALID_FORM = (400, 50035, "Invalid Form Body")
    NO_MUTUAL_GUILDS = (403, 50278, "Cannot send messages to this user due to having no mutual guilds")
    ARCHIVED_THREAD = (400, 50083, "Thread is archived")
    INVALID_JSON = (400, 50109, "The request body contains invalid JSON.")
    NO_HISTORY_TO_REPLY_TO = (400, 160002, "You cannot reply without permission to read message history")
    LOCKED_THREAD = (403, 160005, "Thread is locked")
    BLOCKED_BY_AUTOMOD = (400, 200000, "Message was blocked by automatic moderation")
    TITLE_BLOCKED_BY_AUTOMOD = (400, 200001, "Title was blocked by automatic moderation")
    HARMFUL_LINK = (400, 240000, "Message blocked by harmful links filter")
    UPLOADS_LIMITED = (403, 400001, "Access to file uploads has been limited for this guild")


class ApiError(Exception):
    """A request that Discord would refuse; `extra` is merged into the JSON body."""

    def __init__(self, refusal: Refusal, **extra: object) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal
        self.extra = extra

    def reply(self) -> Reply:
        status, code, message = self.refusal.value
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return rate_limited(message=message, code=code)
        return Reply(status, {"message": message, "code": code, **self.extra})


def invalid_form(path: str, code: str, message: str) -> ApiError:
    """A 50035 that names the field as Discord does: `components.0.label` becomes nested keys.

    https://discord.com/developers/docs/reference#error-messages
    """
    errors: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for key in reversed(path.split(".") if path else []):
        errors = {key: errors}
    return ApiError(Refusal.INVALID_FORM, errors=errors)
