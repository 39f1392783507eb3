"""Why a member has to wait, or their preferences can't be read."""

from bot.errors import StorageUnavailable, UserError


class DefaultsUnreadable(StorageUnavailable):
    """The member's preferences can't be read. Without them, a picture meant to be private could be posted publicly."""

    code = "refusal-defaults"


class NothingSelected(UserError):
    """The member's reference selection is empty, or has expired."""

    code = "refusal-nothing-selected"


class AlreadyWaiting(UserError):
    """The member already waits for a search, an export, originals or a repost. These are free, so one at a time."""

    code = "refusal-still-fetching"
