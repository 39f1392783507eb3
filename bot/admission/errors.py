"""Why no further job is admitted."""

from bot.errors import UserError


class QueueFull(UserError):
    """The bot holds as many open jobs as ``MAX_OPEN_JOBS`` allows, or as many as this member or server may have."""

    code = "refusal-busy"
