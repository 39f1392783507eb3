"""What the bot asks about itself, others and its commands."""

from typing import Protocol

from .calls import Call
from .commands import Commands
from .errors import ApiError, Refusal
from .places import Guild, User
from .reply import NO_CONTENT, Payload, Reply, ok
from .routing import Route
from .sharding import SessionStarts
from .world import World

COMMANDS = "/applications/{application_id}/commands"
COMMAND = COMMANDS + "/{command_id}"
PERMISSIONS = "/applications/{application_id}/guilds/{guild_id}/commands/permissions"


class Doorway(Protocol):
    """What the API says of the gateway."""

    @property
    def url(self) -> str: ...

    @property
    def shards(self) -> int: ...

    @property
    def starts(self) -> SessionStarts: ...

    async def dispatch(self, event: str, data: Payload, guild: Guild | None) -> object: ...


class ApplicationRoutes:
    """The gateway is asked at each request: its port is only known once the stand-in listens."""

    def __init__(self, world: World, commands: Commands, doorway: Doorway) -> None:
        self._world = world
        self._commands = commands
        self._doorway = doorway

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/gateway", self.gateway, token=False),
            Route("GET", "/gateway/bot", self.gateway_bot),
            Route("GET", "/users/@me", self.me),
            Route("GET", "/users/@me/guilds", self.my_guilds),
            Route("DELETE", "/users/@me/guilds/{guild_id}", self.leave),
            Route("GET", "/users/{user_id}", self.user),
            Route("GET", "/guilds/{guild_id}", self.guild),
            Route("GET", "/oauth2/applications/@me", self.application),
            Route("GET", "/applications/@me", self.application),
            Route("GET", COMMANDS, self.list_commands),
            Route("PUT", COMMANDS, self.replace_commands),
            Route("POST", COMMANDS, self.add_command),
            Route("PATCH", COMMAND, self.edit_command),
            Route("DELETE", COMMAND, self.delete_command),
            Route("GET", PERMISSIONS, self.list_permissions),
        ]

    async def gateway(self, _call: Call) -> Reply:
        return ok({"url": self._doorway.url})

    async def gateway_bot(self, _call: Call) -> Reply:
        limit = self._doorway.starts.payload()
        return ok({"url": self._doorway.url, "shards": self._doorway.shards, "session_start_limit": limit})

    async def me(self, _call: Call) -> Reply:
        private = {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None, "premium_type": 0}
        return ok(self._world.bot.payload() | private)

    async def my_guilds(self, _call: Call) -> Reply:
        """Partial servers: https://discord.com/developers/docs/resources/user#get-current-user-guilds"""
        return ok(
            [
                {
                    "id": guild.id,
                    "name": guild.name,
                    "icon": None,
                    "banner": None,
                    "owner": False,
                    "permissions": str(guild.bot_permissions.value),
                    "features": [],
                }
                for guild in self._world.guilds.values()
                if guild.has_bot
            ]
        )

    async def leave(self, call: Call) -> Reply:
        """https://discord.com/developers/docs/resources/user#leave-guild"""
        guild = self._world.guild(call.params["guild_id"])
        await self._doorway.dispatch("GUILD_DELETE", {"id": guild.id}, guild)
        guild.has_bot = False
        return NO_CONTENT

    async def user(self, call: Call) -> Reply:
        user = self._world.users.get(call.params["user_id"])
        if user is None:
            raise ApiError(Refusal.UNKNOWN_USER)
        return ok(user.payload())

    async def guild(self, call: Call) -> Reply:
        return ok(self._world.guild_payload(self._world.guild(call.params["guild_id"])))

    async def application(self, _call: Call) -> Reply:
        return ok(_application(self._world.bot, self._world.owner))

    async def list_commands(self, call: Call) -> Reply:
        self._own(call)
        return ok(list(self._commands))

    async def replace_commands(self, call: Call) -> Reply:
        self._own(call)
        return ok(self._commands.replace(call.json or []))

    async def add_command(self, call: Call) -> Reply:
        self._own(call)
        return Reply(201, self._commands.add(call.body))

    async def edit_command(self, call: Call) -> Reply:
        self._own(call)
        return ok(self._commands.edit(call.params["command_id"], call.body))

    async def delete_command(self, call: Call) -> Reply:
        self._own(call)
        self._commands.delete(call.params["command_id"])
        return NO_CONTENT

    async def list_permissions(self, call: Call) -> Reply:
        self._own(call)
        return ok(self._commands.permissions(self._world.guild(call.params["guild_id"]).id))

    def _own(self, call: Call) -> None:
        if call.params["application_id"] != self._world.application_id:
            raise ApiError(Refusal.MISSING_ACCESS)


def _application(bot: User, owner: User) -> Payload:
    """https://discord.com/developers/docs/resources/application#application-object"""
    return {
        "id": bot.id,
        "name": bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": bot.payload(),
        "owner": owner.payload(),
        "team": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "explicit_content_filter": 0,
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}, "1": {}},
    }
