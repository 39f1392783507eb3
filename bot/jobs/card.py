"""Where a job is shown: its card, how the bot can edit it, and extra messages."""

from dataclasses import dataclass, replace
from typing import Protocol, Self, TypedDict, Unpack

OUTSIDE = 0
"""Stands for all places outside the bot's servers: DMs, and servers without the bot where members use it.

Together they count as one server. Otherwise a group of members could claim one share per chat.
"""


class Place(TypedDict, total=False):
    """The fields that change when a card moves to another message."""

    channel_id: int | None
    guild_id: int | None
    message_id: int
    bot_in_channel: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The message that shows a job, and the interaction ``token`` that can edit it. Ids are Discord snowflakes.

    ``token_expires`` is in epoch seconds, ``upload_limit`` in bytes. ``mark`` is a number unique to the message, by
    which the bot recognises a card whose message id it never received. A ``plain`` card shows nothing that its member
    wrote, because Discord blocks that text there. ``announcement`` is the host's line when the card was new. ``former``
    is the previous card, until it links to this one.
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
    announcement: str = ""
    former: "Card | None" = None

    @property
    def server_id(self) -> int:
        """The server that the card counts for: ``OUTSIDE`` if the bot is not in it."""
        return self.guild_id if self.guild_id and self.bot_in_channel else OUTSIDE

    @property
    def editable_as_bot(self) -> bool:
        """Whether the bot can edit the message without an interaction token, which takes access to the channel."""
        return bool(self.bot_in_channel and self.channel_id and self.message_id and not self.private)

    @property
    def seen_by_requester_alone(self) -> bool:
        """Whether nobody else sees the card: it is private, or in their direct messages with the bot."""
        return self.private or (self.guild_id is None and self.bot_in_channel)

    def as_plain(self) -> Self:
        return replace(self, plain=True)

    def moved(self, **place: Unpack[Place]) -> Self:
        """The card in its new place. It has no token, as it answers no interaction."""
        return replace(self, token="", former=self, **place)

    def open_in(self, channel_id: int | None) -> bool:
        """Whether everybody in that channel can see the card, so that its content may be shown there again."""
        return not self.private and channel_id is not None and channel_id == self.channel_id


class HasCard(Protocol):
    """Something with a card: a job, a copy of its pictures, a pending message."""

    @property
    def id(self) -> str:
        """Unique, for nonces and the log. The id of a copy begins with the id of its job."""

    @property
    def user_id(self) -> int:
        """The member that the card belongs to."""

    @property
    def card(self) -> Card:
        """Where it is shown now."""

    def on_card(self, card: Card) -> Self:
        """A copy of this object with ``card`` as its card."""


@dataclass(frozen=True, slots=True)
class ExtraMessage:
    """A message besides the card; ``pictures`` are the 1-based numbers of the pictures in it.

    It is recorded before it is posted. ``message_id`` is None until Discord returns it: the message may exist or not.
    """

    pictures: tuple[int, ...]
    message_id: int | None = None
    channel_id: int | None = None
    guild_id: int | None = None


class HasExtraMessages(HasCard, Protocol):
    """Something whose pictures may need more than one message: a job, or a copy of its pictures."""

    @property
    def extra_messages(self) -> tuple[ExtraMessage, ...]:
        """The extra messages, in the order of posting."""

    def with_extra_messages(self, extra_messages: tuple[ExtraMessage, ...]) -> Self:
        """A copy of this object with these extra messages."""
