"""All messages there are, and what happens to them."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from .clock import Clock, Snowflakes
from .compose import Composer, pinged
from .errors import ApiError, Refusal
from .files import Upload
from .message import Body, Message, MessageKind
from .places import Channel, Guild, User
from .rendering import Renderer
from .reply import Payload

HOUR = 3600
NONCE_SECONDS = 180
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12


class Events(Protocol):
    """Where events go: the gateway."""

    async def dispatch(self, event: str, data: Payload, guild: Guild | None, intent: int = 0) -> object: ...


class Messages:
    """Iterates over those that still exist, oldest first. `created` counts all that ever were.

    `late_edits` is how often a message older than an hour may be edited; Discord does not publish its figure.
    """

    def __init__(
        self, ids: Snowflakes, clock: Clock, composer: Composer, renderer: Renderer, events: Events, late_edits: int
    ) -> None:
        self.composer = composer
        self._ids = ids
        self._clock = clock
        self._renderer = renderer
        self._events = events
        self._late_edits = late_edits
        self._all: dict[str, Message] = {}

    @property
    def created(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Message]:
        return (message for message in self._all.values() if not message.deleted)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, identity: str) -> Message:
        """Also one that was deleted since."""
        return self._all[identity]

    def existing(self, identity: str) -> Message:
        """Raises ApiError (10008) where there never was one, or no longer."""
        message = self._all.get(identity)
        if message is None or message.deleted:
            raise ApiError(Refusal.UNKNOWN_MESSAGE)
        return message

    def seen_by_bot(self, channel: Channel, identity: str) -> Message:
        """What the bot token can find in a channel: ephemeral messages are not among it."""
        message = self.existing(identity)
        if message.channel is not channel or message.ephemeral:
            raise ApiError(Refusal.UNKNOWN_MESSAGE)
        return message

    def with_nonce(self, channel: Channel, author: User, nonce: str) -> Message | None:
        """One of "the past few minutes": https://discord.com/developers/docs/resources/message#create-message"""
        recent = (message for message in self if self._clock() - message.created <= NONCE_SECONDS)
        wanted = (channel, author, nonce)
        return next((message for message in recent if (message.channel, message.author, message.nonce) == wanted), None)

    async def create(
        self,
        channel: Channel,
        author: User,
        body: Body,
        *,
        kind: int = MessageKind.DEFAULT,
        interaction: Payload | None = None,
        webhook_token: str | None = None,
        reply_to: Message | None = None,
        nonce: str | None = None,
        allowed_mentions: Payload | None = None,
    ) -> Message:
        message = Message(
            id=self._ids.next(),
            channel=channel,
            author=author,
            created=self._clock(),
            body=body,
            kind=kind,
            interaction=interaction,
            webhook_token=webhook_token,
            reply_to=reply_to,
            nonce=nonce,
            pinged=pinged(body, allowed_mentions, reply_to.author if reply_to else None),
        )
        self._all[message.id] = message
        await self._tell("MESSAGE_CREATE", message, self.payload(message))
        return message

    async def edit(self, message: Message, request: Payload, files: Mapping[str, Upload]) -> None:
        """Applies a request; raises ApiError where Discord would refuse it, and then changes nothing."""
        if message.channel.archived:
            raise ApiError(Refusal.ARCHIVED_THREAD)
        body = self.composer.edit(message.body, request, files, message.channel)
        if self._clock() - message.created > HOUR:
            if message.late_edits >= self._late_edits:
                raise ApiError(Refusal.LATE_EDITS_USED_UP)
            message.late_edits += 1
        message.history.append(message.body)
        message.body, message.edited = body, self._clock()
        await self._tell("MESSAGE_UPDATE", message, self.payload(message))

    async def delete(self, message: Message) -> None:
        message.deleted = True
        await self._tell("MESSAGE_DELETE", message, {"id": message.id, "channel_id": message.channel.id})

    def payload(self, message: Message) -> Payload:
        return self._renderer.message(message)

    async def _tell(self, event: str, message: Message, data: Payload) -> None:
        guild = message.channel.guild
        if message.ephemeral or not message.channel.has_bot:
            return
        place = {"guild_id": guild.id} if guild else {}
        await self._events.dispatch(event, data | place, guild, GUILD_MESSAGES if guild else DIRECT_MESSAGES)
