"""Why a member has to wait, or what is kept of them can't be read."""

from bot.errors import StorageUnavailable, UserError


class DefaultsUnreadable(StorageUnavailable):
    """What the member has chosen can't be read: without it, what is private could become public."""

    code = "refusal-defaults"


class AlreadyWaiting(UserError):
    """The member waits for a search, an export, originals or a re-post, which are free and so have to be bounded."""

    code = "refusal-still-fetching"
