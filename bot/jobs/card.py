"""Where a job is shown: its card, by which keys that can be edited, and the messages besides it."""

from dataclasses import dataclass, replace
from typing import Protocol, Self, TypedDict, Unpack

OUTSIDE = 0
"""Stands for all places that are in no server with the bot. A crowd could have a server or a chat each, where members
took the bot along: together they count as much as one server.
"""


class Place(TypedDict, total=False):
    """What changes of a card that takes the place of another one."""

    channel_id: int | None
    guild_id: int | None
    message_id: int
    bot_in_channel: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The message that shows a job: where it is and by which keys it can be edited. Ids are Discord snowflakes.

    ``mark`` is a number in the message that no other one has: by it, a card is known again whose id was not learned.
    A ``plain`` card shows nothing that its member wrote, as Discord blocks it there. ``former`` is where the card was
    before, as long as that place has not been told where it is now.
    """

    application_id: int
    token: str
    token_expires: float
    channel_id: int | None = None
    guild_id: int | None = None
    message_id: int | None = None
    locale: str = "en-US"
    private: bool = False
    spoiler: bool = False
    bot_in_channel: bool = True
    upload_limit: int = 10 * 1024 * 1024
    mark: int = 0
    plain: bool = False
    former: "Card | None" = None

    @property
    def server_id(self) -> int:
        """The server that has the bot, or ``OUTSIDE``."""
        return self.guild_id if self.guild_id and self.bot_in_channel else OUTSIDE

    @property
    def editable_as_bot(self) -> bool:
        """Whether the bot can edit the message without the token of an interaction: it sees the channel and it."""
        return bool(self.bot_in_channel and self.channel_id and self.message_id and not self.private)

    def as_plain(self) -> Self:
        """The same card, without anything its member wrote."""
        return replace(self, plain=True)

    def moved(self, **place: Unpack[Place]) -> Self:
        """The card that takes the place of this one; no interaction has a token for it."""
        return replace(self, token="", former=self, **place)

    def open_in(self, channel_id: int | None) -> bool:
        """Whether everybody in that channel can see the card: what is on it may be shown there."""
        return not self.private and channel_id is not None and channel_id == self.channel_id


class HasCard(Protocol):
    """What a card shows to a member: mostly a job."""

    @property
    def id(self) -> str:
        """What tells it from every other, in nonces and in the log; that of a copy begins with the id of its job."""

    @property
    def user_id(self) -> int:
        """The member."""

    @property
    def card(self) -> Card:
        """Where it is shown."""

    def on_card(self, card: Card) -> Self:
        """The same, shown on ``card``."""


@dataclass(frozen=True, slots=True)
class ExtraMessage:
    """Pictures (their numbers, from 1) in a message besides the card.

    ``message_id`` is None from before it is posted until Discord has said where it is: meanwhile it may be there.
    """

    pictures: tuple[int, ...]
    message_id: int | None = None
    channel_id: int | None = None
    guild_id: int | None = None


class HasExtraMessages(HasCard, Protocol):
    """What may need more messages than its card: a job, or a copy of its pictures."""

    @property
    def extra_messages(self) -> tuple[ExtraMessage, ...]:
        """Those messages, in the order in which they were posted."""

    def with_extra_messages(self, extra_messages: tuple[ExtraMessage, ...]) -> Self:
        """The same, with these messages besides the card."""
