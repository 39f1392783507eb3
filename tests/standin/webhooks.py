"""What an interaction's token can still do after the answer: /webhooks/{application}/{token}."""

from .calls import Call
from .errors import ApiError, Refusal
from .interactions import MAX_FOLLOWUPS_USER_INSTALL, Interaction, Interactions
from .message import Flag, Message, MessageKind
from .messages import Messages
from .places import Channel, User
from .reply import NO_CONTENT, Reply, ok
from .routing import Route

TOKEN = "/webhooks/{application_id}/{token}"
ORIGINAL = "@original"


class WebhookRoutes:
    """The bot's application owns these webhooks, so its id is theirs."""

    def __init__(self, bot: User, interactions: Interactions, messages: Messages) -> None:
        self._bot = bot
        self._interactions = interactions
        self._messages = messages
        self._hooks: dict[tuple[str, str], Channel] = {}

    def add(self, webhook_id: str, token: str, channel: Channel) -> None:
        """A webhook of a server, which posts into ``channel``. Whoever has its token needs no other."""
        self._hooks[webhook_id, token] = channel

    def routes(self) -> list[Route]:
        return [
            Route("GET", TOKEN, self.read, token=False),
            Route("POST", TOKEN, self.follow_up, token=False),
            Route("GET", TOKEN + "/messages/{message_id}", self.get, token=False),
            Route("PATCH", TOKEN + "/messages/{message_id}", self.edit, token=False),
            Route("DELETE", TOKEN + "/messages/{message_id}", self.delete, token=False),
        ]

    async def read(self, call: Call) -> Reply:
        """https://discord.com/developers/docs/resources/webhook#get-webhook-with-token"""
        webhook_id, token = call.params["application_id"], call.params["token"]
        hook = self._hooks.get((webhook_id, token))
        if hook is None:
            raise ApiError(Refusal.UNKNOWN_WEBHOOK)
        guild_id = hook.guild.id if hook.guild else None
        own = {"id": webhook_id, "token": token, "channel_id": hook.id, "guild_id": guild_id}
        return ok({"type": 1, "name": "alerts", "avatar": None, "application_id": None} | own)

    async def follow_up(self, call: Call) -> Reply:
        """Directly after a deferral this fills the deferred message, as Discord does."""
        if hook := self._hooks.get((call.params["application_id"], call.params["token"])):
            body = self._messages.composer.create(call.body, call.files, hook, settable=Flag.SUPPRESS_EMBEDS)
            await self._messages.create(hook, self._bot, body, allowed_mentions=call.body.get("allowed_mentions"))
            return NO_CONTENT
        interaction = self._interaction(call)
        async with interaction.lock:
            message = interaction.message
            if message and message.loading and not message.deleted:
                await self._messages.edit(message, call.body, call.files)
            else:
                message = await self._create(interaction, call)
        return ok(self._messages.payload(message))

    async def get(self, call: Call) -> Reply:
        return ok(self._messages.payload(self._message(call)))

    async def edit(self, call: Call) -> Reply:
        message = self._message(call)
        await self._messages.edit(message, call.body, call.files)
        return ok(self._messages.payload(message))

    async def delete(self, call: Call) -> Reply:
        await self._messages.delete(self._message(call))
        return NO_CONTENT

    async def _create(self, interaction: Interaction, call: Call) -> Message:
        if interaction.only_user_installed and len(interaction.followups) >= MAX_FOLLOWUPS_USER_INSTALL:
            raise ApiError(Refusal.FOLLOWUPS_USED_UP)
        original = interaction.message
        settable = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.IS_COMPONENTS_V2 | Flag.EPHEMERAL
        message = await self._messages.create(
            interaction.channel,
            self._bot,
            self._messages.composer.create(call.body, call.files, interaction.channel, settable=settable),
            kind=MessageKind.REPLY if original else MessageKind.DEFAULT,
            interaction=interaction.metadata | ({"original_response_message_id": original.id} if original else {}),
            webhook_token=interaction.token,
            reply_to=original,
            allowed_mentions=call.body.get("allowed_mentions"),
        )
        interaction.followups.append(message)
        return message

    def _interaction(self, call: Call) -> Interaction:
        if call.params["application_id"] != self._bot.id:
            raise ApiError(Refusal.UNKNOWN_WEBHOOK)
        return self._interactions.answered(call.params["token"])

    def _message(self, call: Call) -> Message:
        """Those that came of this very token, and the one whose button was pressed."""
        interaction, identity = self._interaction(call), call.params["message_id"]
        if identity == ORIGINAL and interaction.message:
            return self._messages.existing(interaction.message.id)
        message = self._messages.existing(identity)
        if message.webhook_token != interaction.token and message is not interaction.source:
            raise ApiError(Refusal.UNKNOWN_MESSAGE)
        return message
