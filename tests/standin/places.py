"""People and the places they talk in, with the payloads that describe them."""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from functools import reduce
from operator import or_

from .reply import Payload

MIB = 1024 * 1024
# https://discord.com/developers/docs/reference#uploading-files
DEFAULT_UPLOAD_LIMIT = 10 * MIB
EPOCH = "2026-01-01T00:00:00+00:00"


class Permission(IntFlag):
    """https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags"""

    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_GUILD = 1 << 5
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    USE_APPLICATION_COMMANDS = 1 << 31
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


# What everybody has, unless a channel says otherwise.
ALL = reduce(or_, Permission) & ~(Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD)
# What `app_permissions` holds outside servers:
# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
PRIVATE = Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE


class ChannelKind(IntEnum):
    TEXT = 0
    DM = 1
    GROUP_DM = 3
    PUBLIC_THREAD = 11


@dataclass(slots=True, eq=False)
class User:
    id: str
    name: str
    locale: str = "en-US"
    bot: bool = False
    accepts_dms: bool = True

    def payload(self) -> Payload:
        """https://discord.com/developers/docs/resources/user#user-object"""
        return {
            "id": self.id,
            "username": self.name,
            "discriminator": "0",
            "global_name": None if self.bot else self.name.title(),
            "avatar": None,
            "avatar_decoration_data": None,
            "primary_guild": None,
            "public_flags": 0,
            "flags": 0,
            "bot": self.bot,
        }

    def member(self, permissions: Permission = ALL) -> Payload:
        """https://discord.com/developers/docs/resources/guild#guild-member-object"""
        return {
            "user": self.payload(),
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": [],
            "joined_at": EPOCH,
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "permissions": str(int(permissions)),
        }


@dataclass(slots=True, eq=False)
class Guild:
    """A server. `stated_limit` is what interactions claim as upload limit, where that differs from the real one."""

    id: str
    name: str
    locale: str = "en-US"
    upload_limit: int = DEFAULT_UPLOAD_LIMIT
    stated_limit: int | None = None
    has_bot: bool = True
    bot_permissions: Permission = ALL


@dataclass(slots=True, eq=False)
class Channel:
    """A server's channel (`guild` set), a thread (`parent` too), or a private conversation of `recipients`.

    `moderators` may manage messages here, and nowhere else.
    """

    id: str
    name: str
    kind: ChannelKind
    guild: Guild | None = None
    parent: "Channel | None" = None
    recipients: list[User] = field(default_factory=list)
    bot_permissions: Permission = ALL
    private_limit: int = DEFAULT_UPLOAD_LIMIT
    archived: bool = False
    locked: bool = False
    moderators: list[User] = field(default_factory=list)
    managers: list[User] = field(default_factory=list)

    def permissions_of(self, user: User) -> Permission:
        """What a member may do here; a thread has the rights of its channel."""
        permissions, place = ALL, self.parent or self
        if user in place.moderators:
            permissions |= Permission.MANAGE_MESSAGES
        if user in place.managers:
            permissions |= Permission.MANAGE_GUILD
        return permissions

    @property
    def has_bot(self) -> bool:
        """Whether the bot token reaches this place at all."""
        return self.guild.has_bot if self.guild else self.kind is ChannelKind.DM and len(self.recipients) == 1

    @property
    def upload_limit(self) -> int:
        """Bytes a single file may have here."""
        return self.guild.upload_limit if self.guild else self.private_limit

    @property
    def stated_limit(self) -> int:
        """What `attachment_size_limit` of an interaction says."""
        return self.guild.stated_limit or self.guild.upload_limit if self.guild else self.private_limit

    def payload(self) -> Payload:
        """https://discord.com/developers/docs/resources/channel#channel-object"""
        common: Payload = {"id": self.id, "type": int(self.kind), "flags": 0, "last_message_id": None}
        if self.guild is None:
            return common | self._private()
        common |= {"guild_id": self.guild.id, "name": self.name, "rate_limit_per_user": 0}
        return common | (self._thread(self.parent) if self.parent else self._text(self.guild))

    def _private(self) -> Payload:
        people: Payload = {"recipients": [user.payload() for user in self.recipients]}
        if self.kind is ChannelKind.DM:
            return people
        return people | {"name": self.name, "icon": None, "owner_id": self.recipients[0].id}

    def _text(self, guild: Guild) -> Payload:
        denied = {"id": guild.id, "type": 0, "allow": "0", "deny": str(int(ALL & ~self.bot_permissions))}
        rights = str(int(Permission.MANAGE_MESSAGES))
        allowed = [{"id": user.id, "type": 1, "allow": rights, "deny": "0"} for user in self.moderators]
        overwrites = [denied, *allowed]
        return {"position": 0, "parent_id": None, "nsfw": False, "topic": None, "permission_overwrites": overwrites}

    def _thread(self, parent: "Channel") -> Payload:
        metadata = {
            "archived": self.archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": EPOCH,
            "locked": self.locked,
        }
        counts = {"message_count": 0, "member_count": 1, "total_message_sent": 0}
        return {"parent_id": parent.id, "owner_id": parent.id, "thread_metadata": metadata, **counts}
