"""INTERACTION_CREATE: what Discord tells the bot of a member's doing.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

from enum import IntEnum
from typing import TypedDict

from .interactions import Interaction, InteractionKind
from .message import Message
from .messages import Messages
from .places import ALL, PRIVATE, Channel, Permission, User
from .reply import Payload
from .world import World


class Context(IntEnum):
    """Where an interaction comes from."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE_CHANNEL = 2


class Around(TypedDict, total=False):
    """The circumstances of an interaction. What is left out follows from the user and the place."""

    locale: str
    context: int
    authorizing_integration_owners: dict[str, str]
    app_permissions: Permission
    attachment_size_limit: int


def context(around: Around, channel: Channel) -> int:
    private = Context.BOT_DM if channel.has_bot else Context.PRIVATE_CHANNEL
    return around.get("context", Context.GUILD if channel.guild else private)


def owners(around: Around, user: User, channel: Channel) -> dict[str, str]:
    """Installed in the server where the bot is a member, by the user everywhere else."""
    if channel.guild and channel.guild.has_bot:
        natural = {"0": channel.guild.id}
    else:
        natural = {"0": "0"} if channel.has_bot else {"1": user.id}
    return around.get("authorizing_integration_owners", natural)


def permissions(around: Around, channel: Channel) -> Permission:
    if channel.guild:
        natural = channel.bot_permissions
    else:
        natural = PRIVATE | Permission.USE_EXTERNAL_EMOJIS if channel.has_bot else PRIVATE
    return around.get("app_permissions", natural)


class Describer:
    """Writes the payloads, complete: nothing that the documentation promises is absent."""

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages

    def payload(self, interaction: Interaction, data: Payload, around: Around) -> Payload:
        user, channel = interaction.user, interaction.channel
        return {
            "id": interaction.id,
            "application_id": self._world.application_id,
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": channel.id,
            "channel": channel.payload() | {"permissions": str(int(ALL))},
            "app_permissions": str(int(permissions(around, channel))),
            "locale": around.get("locale", user.locale),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": interaction.owners,
            "context": context(around, channel),
            "attachment_size_limit": around.get("attachment_size_limit", channel.stated_limit),
            **_place(user, channel),
            **({"message": self._messages.payload(interaction.source)} if interaction.source else {}),
        }


def metadata(interaction: Interaction, target: User | Message | None, trigger: Payload | None) -> Payload:
    """What the messages that come of it will say about it; `trigger` is that of the interaction before a modal.

    https://discord.com/developers/docs/resources/message#message-interaction-metadata-object
    """
    told: Payload = {
        "id": interaction.id,
        "type": int(interaction.kind),
        "user": interaction.user.payload(),
        "authorizing_integration_owners": interaction.owners,
    }
    if isinstance(target, User):
        told["target_user"] = target.payload()
    elif target:
        told["target_message_id"] = target.id
    if interaction.kind is InteractionKind.COMPONENT and interaction.source:
        told["interacted_message_id"] = interaction.source.id
    if trigger:
        told["triggering_interaction_metadata"] = trigger
    return told


def _place(user: User, channel: Channel) -> Payload:
    """Who and where: a member in a server, a user elsewhere."""
    guild = channel.guild
    if guild is None:
        return {"user": user.payload()}
    member = user.member(channel.permissions_of(user))
    partial = {"id": guild.id, "locale": guild.locale, "features": []}
    return {"guild_id": guild.id, "guild": partial, "guild_locale": guild.locale, "member": member}
