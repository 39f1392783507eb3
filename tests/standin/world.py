"""Everybody and everything that exists on this Discord: filled by tests, read by the routes."""

from .clock import Snowflakes
from .errors import ApiError, Refusal
from .guilds import UNUSED, described
from .places import ALL, DEFAULT_UPLOAD_LIMIT, EPOCH, Channel, ChannelKind, Guild, Permission, User
from .reply import Payload
from .sharding import Shard


class World:
    """Servers are added before the bot connects: they reach it with READY and GUILD_CREATE."""

    def __init__(self, ids: Snowflakes) -> None:
        self._ids = ids
        self.bot = User(ids.next(), "imagine", bot=True)
        self.owner = User(ids.next(), "host")
        self.users: dict[str, User] = {person.id: person for person in (self.bot, self.owner)}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}

    @property
    def application_id(self) -> str:
        """The same number as the bot user's, as in every application made today."""
        return self.bot.id

    def add_user(self, name: str, *, locale: str = "en-US", accepts_dms: bool = True) -> User:
        user = User(self._ids.next(), name, locale, accepts_dms=accepts_dms)
        self.users[user.id] = user
        return user

    def add_guild(
        self,
        name: str,
        *,
        upload_limit: int = DEFAULT_UPLOAD_LIMIT,
        stated_limit: int | None = None,
        has_bot: bool = True,
        locale: str = "en-US",
        shard: Shard = (0, 1),
    ) -> Guild:
        """A server that `shard` hears of; without `has_bot` the bot is only there through members who installed it for
        themselves."""
        guild = Guild(self._ids.of_shard(*shard), name, locale, upload_limit, stated_limit, has_bot)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, guild: Guild, name: str, *, bot_permissions: Permission = ALL) -> Channel:
        return self._keep(
            Channel(self._ids.next(), name, ChannelKind.TEXT, guild, bot_permissions=bot_permissions),
        )

    def add_thread(self, parent: Channel, name: str) -> Channel:
        return self._keep(
            Channel(
                self._ids.next(),
                name,
                ChannelKind.PUBLIC_THREAD,
                parent.guild,
                parent,
                bot_permissions=parent.bot_permissions,
            )
        )

    def dm(self, user: User) -> Channel:
        """The conversation between `user` and the bot; there is only ever one."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.DM and channel.recipients == [user]:
                return channel
        return self._keep(Channel(self._ids.next(), user.name, ChannelKind.DM, recipients=[user]))

    def add_private(self, *people: User) -> Channel:
        """A conversation of others, where the bot is no member: two make a DM, more a group."""
        kind = ChannelKind.GROUP_DM if len(people) > 2 else ChannelKind.DM
        return self._keep(Channel(self._ids.next(), "friends", kind, recipients=list(people)))

    def remove(self, channel: Channel) -> None:
        """A moderator deleted the channel."""
        del self.channels[channel.id]

    def channel(self, identity: str) -> Channel:
        """The place the bot token asks for; raises ApiError where it does not exist or is out of reach."""
        channel = self.channels.get(identity)
        if channel is None:
            raise ApiError(Refusal.UNKNOWN_CHANNEL)
        if not channel.has_bot:
            raise ApiError(Refusal.MISSING_ACCESS)
        require(channel, Permission.VIEW_CHANNEL, Refusal.MISSING_ACCESS)
        return channel

    def guild(self, identity: str) -> Guild:
        guild = self.guilds.get(identity)
        if guild is None:
            raise ApiError(Refusal.UNKNOWN_GUILD)
        if not guild.has_bot:
            raise ApiError(Refusal.MISSING_ACCESS)
        return guild

    def guild_payload(self, guild: Guild) -> Payload:
        """https://discord.com/developers/docs/resources/guild#guild-object"""
        return described(guild, self.owner)

    def guild_create(self, guild: Guild) -> Payload:
        """https://discord.com/developers/docs/events/gateway-events#guild-create"""
        places = [channel for channel in self.channels.values() if channel.guild is guild]
        return described(guild, self.owner) | {
            "joined_at": EPOCH,
            "large": False,
            "unavailable": False,
            "member_count": len(self.users),
            "members": [self.bot.member()],
            "channels": [channel.payload() for channel in places if not channel.parent],
            "threads": [channel.payload() for channel in places if channel.parent],
            **{name: [] for name in UNUSED},
        }

    def _keep(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel


def require(channel: Channel, permission: Permission, otherwise: Refusal = Refusal.MISSING_PERMISSIONS) -> None:
    """Raises ApiError where the bot lacks `permission` in a server's channel."""
    if channel.guild and permission not in channel.bot_permissions:
        raise ApiError(otherwise)
