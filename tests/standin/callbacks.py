"""Answering an interaction: POST /interactions/{id}/{token}/callback."""

from enum import IntEnum

from .calls import Call
from .components import check_modal
from .errors import invalid_form
from .interactions import Interaction, InteractionKind, Interactions
from .message import Body, Flag, Message, MessageKind
from .messages import Messages
from .places import User
from .reply import NO_CONTENT, Payload, Reply, ok
from .routing import Route

MAX_CHOICES = 25


class CallbackKind(IntEnum):
    """https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object"""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


NEW_MESSAGE = {CallbackKind.MESSAGE, CallbackKind.DEFERRED_MESSAGE}
OLD_MESSAGE = {CallbackKind.DEFERRED_UPDATE, CallbackKind.UPDATE}


class CallbackRoutes:
    def __init__(self, bot: User, interactions: Interactions, messages: Messages) -> None:
        self._bot = bot
        self._interactions = interactions
        self._messages = messages

    def routes(self) -> list[Route]:
        return [Route("POST", "/interactions/{interaction_id}/{token}/callback", self.respond, token=False)]

    async def respond(self, call: Call) -> Reply:
        interaction = self._interactions.awaiting(call.params["interaction_id"], call.params["token"])
        async with interaction.lock:
            self._interactions.awaiting(interaction.id, interaction.token)
            kind = _kind(call.body, interaction)
            message = await self._apply(kind, interaction, call)
            interaction.acknowledge(call.body, message)
        if not call.flag("with_response"):
            return NO_CONTENT
        return ok(self._callback(kind, interaction))

    async def _apply(self, kind: CallbackKind, interaction: Interaction, call: Call) -> Message | None:
        data: Payload = call.body.get("data") or {}
        match kind:
            case CallbackKind.MESSAGE:
                settable = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.IS_COMPONENTS_V2 | Flag.EPHEMERAL
                body = self._messages.composer.create(data, call.files, interaction.channel, settable=settable)
                return await self._create(interaction, body, data.get("allowed_mentions"))
            case CallbackKind.DEFERRED_MESSAGE:
                flags = Flag(data.get("flags") or 0) & Flag.EPHEMERAL | Flag.LOADING
                return await self._create(interaction, Body(flags=flags), None)
            case CallbackKind.UPDATE if interaction.source:
                await self._messages.edit(interaction.source, data, call.files)
            case CallbackKind.MODAL:
                check_modal(data)
                return None
            case CallbackKind.CHOICES if len(data.get("choices") or ()) > MAX_CHOICES:
                raise invalid_form("data.choices", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MAX_CHOICES}")
        return interaction.source

    async def _create(self, interaction: Interaction, body: Body, allowed_mentions: Payload | None) -> Message:
        kinds = {1: MessageKind.CHAT_INPUT_COMMAND, 2: MessageKind.CONTEXT_MENU_COMMAND}
        command = interaction.payload.get("data", {}).get("type")
        default = MessageKind.REPLY if interaction.source else MessageKind.DEFAULT
        return await self._messages.create(
            interaction.channel,
            self._bot,
            body,
            kind=kinds.get(command and min(command, 2), default),
            interaction=interaction.metadata,
            webhook_token=interaction.token,
            reply_to=interaction.source,
            allowed_mentions=allowed_mentions,
        )

    def _callback(self, kind: CallbackKind, interaction: Interaction) -> Payload:
        """https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback"""
        answer: Payload = {"id": interaction.id, "type": int(interaction.kind)}
        message = interaction.message
        if message is None or kind not in NEW_MESSAGE | OLD_MESSAGE:
            return {"interaction": answer}
        answer |= {
            "response_message_id": message.id,
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        if kind in {CallbackKind.DEFERRED_MESSAGE, CallbackKind.DEFERRED_UPDATE}:
            return {"interaction": answer}
        return {"interaction": answer, "resource": {"type": int(kind), "message": self._messages.payload(message)}}


def _kind(body: Payload, interaction: Interaction) -> CallbackKind:
    """The kind of answer; raises ApiError where this interaction cannot be answered so."""
    allowed = {CallbackKind.CHOICES} if interaction.kind is InteractionKind.AUTOCOMPLETE else set(NEW_MESSAGE)
    if interaction.source:
        allowed |= OLD_MESSAGE
    if interaction.kind in {InteractionKind.COMMAND, InteractionKind.COMPONENT}:
        allowed |= {CallbackKind.MODAL}
    if body.get("type") not in allowed:
        raise invalid_form("type", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(map(int, allowed))}.")
    return CallbackKind(body["type"])
