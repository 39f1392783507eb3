"""Whose picture a reference is, as far as the bot can tell."""

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Who brought a picture to Discord."""

    MEMBER = "member"
    """A member posted or attached it."""

    CARD = "card"
    """The bot drew it, as a member requested."""

    APP = "app"
    """Another bot or a webhook posted it."""

    UNKNOWN = "unknown"
    """It was forwarded, or links to a file of another message: Discord does not say who posted that."""


@dataclass(frozen=True, slots=True)
class Source:
    """A picture of ``user_id``: of the member who posted it, or who requested it from the bot; None if nobody knows.

    It was seen in ``channel_id``. ``guild_id`` is the server if all its members see that channel.
    """

    origin: Origin
    user_id: int | None = None
    channel_id: int | None = None
    guild_id: int | None = None

    def is_of(self, user_id: int) -> bool:
        """Whether the picture is this member's own."""
        return self.user_id == user_id

    def is_known_in(self, channel_id: int | None, guild_id: int | None) -> bool:
        """Whether everybody who sees that channel could see the picture's author, too."""
        same_channel = channel_id is not None and channel_id == self.channel_id
        return same_channel or (guild_id is not None and guild_id == self.guild_id)
