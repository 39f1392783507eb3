"""Why a member has to wait, or what is kept of them can't be read."""

from bot.errors import Refusal, StorageUnavailable


class DefaultsUnreadable(StorageUnavailable):
    """What the member has chosen can't be read: without it, what is private could become public."""

    key = "refusal-defaults"


class StillFetching(Refusal):
    """The member waits for a search, an export, originals or a re-post, which are free and so have to be bounded."""

    key = "refusal-still-fetching"
