"""What the bot token can do in channels it reaches."""

from .calls import Call
from .errors import ApiError, Refusal, invalid_form
from .message import Message, MessageKind
from .messages import Messages
from .places import Channel, ChannelKind, Permission
from .reply import NO_CONTENT, Payload, Reply, ok
from .routing import Route
from .world import World, require

CHANNEL = "/channels/{channel_id}"
MESSAGES = f"{CHANNEL}/messages"
MESSAGE = MESSAGES + "/{message_id}"
MAX_NONCE = 25


class ChannelRoutes:
    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages

    def routes(self) -> list[Route]:
        return [
            Route("GET", CHANNEL, self.get_channel),
            Route("POST", f"{CHANNEL}/typing", self.type_on),
            Route("POST", MESSAGES, self.create),
            Route("GET", MESSAGES, self.list),
            Route("GET", MESSAGE, self.get),
            Route("PATCH", MESSAGE, self.edit),
            Route("DELETE", MESSAGE, self.delete),
            Route("POST", "/users/@me/channels", self.open_dm),
        ]

    async def get_channel(self, call: Call) -> Reply:
        return ok(self._channel(call).payload())

    async def type_on(self, call: Call) -> Reply:
        self._writable(call)
        return NO_CONTENT

    async def create(self, call: Call) -> Reply:
        """https://discord.com/developers/docs/resources/message#create-message"""
        channel, request = self._writable(call), call.body
        if call.files:
            require(channel, Permission.ATTACH_FILES)
        nonce = _nonce(request)
        if nonce and request.get("enforce_nonce"):
            same = self._messages.with_nonce(channel, self._world.bot, nonce)
            if same:
                return ok(self._messages.payload(same))
        reply_to = self._reply_to(channel, request.get("message_reference"))
        message = await self._messages.create(
            channel,
            self._world.bot,
            self._messages.composer.create(request, call.files, channel),
            kind=MessageKind.REPLY if reply_to else MessageKind.DEFAULT,
            reply_to=reply_to,
            nonce=nonce,
            allowed_mentions=request.get("allowed_mentions"),
        )
        # A message wakes the thread: https://discord.com/developers/docs/topics/threads#active-archived-threads
        channel.archived = False
        return ok(self._messages.payload(message))

    async def list(self, call: Call) -> Reply:
        """The newest, or those `before` one: https://discord.com/developers/docs/resources/message#get-channel-messages"""
        channel, before = self._channel(call), int(call.query.get("before", 2**64))
        require(channel, Permission.READ_MESSAGE_HISTORY)
        there = (message for message in self._messages if message.channel is channel and not message.ephemeral)
        found = [message for message in there if int(message.id) < before]
        newest = found[: -int(call.query.get("limit", "50")) - 1 : -1]
        return ok([self._messages.payload(message) for message in newest])

    async def get(self, call: Call) -> Reply:
        channel = self._channel(call)
        require(channel, Permission.READ_MESSAGE_HISTORY)
        return ok(self._messages.payload(self._message(channel, call)))

    async def edit(self, call: Call) -> Reply:
        message = self._own(call)
        if call.files:
            require(message.channel, Permission.ATTACH_FILES)
        await self._messages.edit(message, call.body, call.files)
        return ok(self._messages.payload(message))

    async def delete(self, call: Call) -> Reply:
        await self._messages.delete(self._own(call))
        return NO_CONTENT

    async def open_dm(self, call: Call) -> Reply:
        user = self._world.users.get(str(call.body.get("recipient_id")))
        if user is None or user.bot:
            raise ApiError(Refusal.INVALID_RECIPIENT)
        return ok(self._world.dm(user).payload())

    def _channel(self, call: Call) -> Channel:
        return self._world.channel(call.params["channel_id"])

    def _writable(self, call: Call) -> Channel:
        channel = self._channel(call)
        thread = channel.kind is ChannelKind.PUBLIC_THREAD
        require(channel, Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES)
        if channel.locked:
            raise ApiError(Refusal.LOCKED_THREAD)
        if not all(person.accepts_dms for person in channel.recipients):
            raise ApiError(Refusal.CLOSED_DM)
        return channel

    def _message(self, channel: Channel, call: Call) -> Message:
        return self._messages.seen_by_bot(channel, call.params["message_id"])

    def _own(self, call: Call) -> Message:
        message = self._message(self._channel(call), call)
        if message.author is not self._world.bot:
            raise ApiError(Refusal.NOT_THE_AUTHOR)
        return message

    def _reply_to(self, channel: Channel, reference: Payload | None) -> Message | None:
        if reference is None:
            return None
        require(channel, Permission.READ_MESSAGE_HISTORY, Refusal.NO_HISTORY_TO_REPLY_TO)
        try:
            return self._messages.seen_by_bot(channel, str(reference.get("message_id")))
        except ApiError:
            if reference.get("fail_if_not_exists", True):
                raise invalid_form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message") from None
            return None


def _nonce(request: Payload) -> str | None:
    nonce = request.get("nonce")
    if nonce is None:
        return None
    if len(str(nonce)) > MAX_NONCE:
        raise invalid_form("nonce", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_NONCE} or fewer in length.")
    return str(nonce)
