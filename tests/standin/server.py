"""A Discord on loopback: REST and CDN on one port, the gateway on two others, and the people in it.

It speaks to the real bot over real sockets and knows no client library. What it does follows Discord's public
documentation, https://discord.com/developers/docs, error codes included. It keeps no rate limits of its own: those
come as faults.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from . import spec
from .application import ApplicationRoutes
from .callbacks import CallbackRoutes
from .calls import Call, Request
from .channels import ChannelRoutes
from .clock import Clock, Snowflakes
from .commands import Commands
from .compose import REQUEST_LIMIT, Composer
from .doors import Door
from .errors import Refusal
from .faults import Fault, Faults
from .files import Cdn
from .gateway import GUILDS, Gateway
from .interactions import Interactions
from .members import Members
from .message import Message
from .messages import Messages
from .places import Channel, Guild
from .rendering import Renderer
from .reply import Payload, Reply
from .rest import API, CDN, Rest
from .routing import Router
from .sharding import IDENTIFY_GAP
from .watch import Watch
from .webhooks import WebhookRoutes
from .world import World

T = TypeVar("T")
TOKEN = "stand-in-token"
# No request is refused for its size before the rules for messages have seen it.
CLIENT_MAX_SIZE = 1 << 30


class DiscordStandIn(Members):
    """Listens while it is entered. Fill `world` before the bot connects; then drive it with the verbs of `Members`."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Clock | None = None,
        dead_token: Refusal = Refusal.INVALID_WEBHOOK_TOKEN,
        request_limit: int = REQUEST_LIMIT,
        late_edits: int = 3,
        heartbeat: float = 41.25,
        identify_gap: float = IDENTIFY_GAP,
        privileged_intents: int = 0,
        port: int = 0,
    ) -> None:
        """`port` 0 takes a free one; `heartbeat` and `identify_gap` are in seconds, `request_limit` in bytes."""
        self.token = token
        self.clock = clock or Clock()
        self.faults = Faults()
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self._port = port
        self._watch = Watch(self._seen)
        ids = Snowflakes(self.clock)
        world, cdn = World(ids), Cdn(ids, self.clock)
        gateway = Gateway(world, self.clock, self._watch, self.violations, heartbeat)
        gateway.token, gateway.privileged, gateway.starts.gap = token, privileged_intents, identify_gap
        renderer = Renderer(cdn, world.application_id)
        messages = Messages(ids, self.clock, Composer(cdn, request_limit), renderer, gateway, late_edits)
        interactions = Interactions(ids, self.clock, self._watch, dead_token)
        super().__init__(world, Commands(ids, world.application_id), interactions, messages, gateway, cdn)
        self.webhooks = WebhookRoutes(world.bot, interactions, messages)

    @property
    def _doors(self) -> tuple[Door, Door]:
        return self.gateway.main, self.gateway.resuming

    @property
    def api_url(self) -> str:
        """What DISCORD_API_URL is to be."""
        return f"{self.cdn.base_url}{API}"

    async def __aenter__(self) -> Self:
        self._routes = self._router()
        rest = Rest(self._routes, self.cdn, spec.load(os.environ.get(spec.VARIABLE)), self.faults, self._recorded)
        app = web.Application(client_max_size=CLIENT_MAX_SIZE)
        app.router.add_route("*", "/{path:.*}", rest.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.cdn.base_url = f"http://127.0.0.1:{self._port}"
        for door in self._doors:
            await door.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for door in self._doors:
            await door.shut()
        await self.gateway.drop()
        for door in self._doors:
            await door.remove()
        await self._runner.cleanup()

    async def until(self, predicate: Callable[[], T], within: float = 5.0) -> T:
        """The first truthy answer of `predicate`, asked anew at every request and gateway frame.

        Raises TimeoutError after `within` seconds, saying what the bot did last.
        """
        return await self._watch.until(predicate, within)

    async def connected(self, within: float = 10.0) -> None:
        """Returns once the bot has identified and listens, with all of its shards."""
        await self.until(lambda: self.gateway.complete, within)

    async def drop_gateway(self, code: int | None = None) -> None:
        """Closes the gateway's connections with `code`, or cuts them where there is none."""
        await self.gateway.drop(code)

    @asynccontextmanager
    async def outage(self, status: int = 503) -> AsyncIterator[Fault]:
        """Every API request fails and the gateway is gone; files are still served."""
        with self.faults.answer("*", f"(?!{CDN}).*", status, times=None) as fault:
            self.gateway.refusing = True
            await self.gateway.drop()
            try:
                yield fault
            finally:
                self.gateway.refusing = False

    def reset_token(self, token: str) -> None:
        """Another token is the bot's from now on, as after a press on Reset Token in the Developer Portal."""
        self.token = self.gateway.token = self._routes.token = token

    async def moderate(self, message: Message) -> None:
        """A moderator deletes a message."""
        await self.messages.delete(message)

    async def remove(self, channel: Channel) -> None:
        """A moderator deletes a channel, and its messages with it."""
        self.world.remove(channel)
        for message in [message for message in self.messages if message.channel is channel]:
            message.deleted = True
        if channel.guild and channel.has_bot:
            event = "THREAD_DELETE" if channel.parent else "CHANNEL_DELETE"
            await self.gateway.dispatch(event, channel.payload(), channel.guild, GUILDS)

    async def overwrite(self, guild: Guild, entries: list[Payload], command: str | None = None) -> None:
        """A manager sets who may use one slash command, or all, and where: entries of `id`, `type` and `permission`."""
        payload = self.commands.overwrite(guild.id, entries, command)
        await self.gateway.dispatch("APPLICATION_COMMAND_PERMISSIONS_UPDATE", payload, guild)

    def _router(self) -> Router:
        tables = (
            ApplicationRoutes(self.world, self.commands, self.gateway),
            CallbackRoutes(self.world.bot, self.interactions, self.messages),
            self.webhooks,
            ChannelRoutes(self.world, self.messages),
        )
        return Router((route for table in tables for route in table.routes()), self.token)

    async def _recorded(self, call: Call, reply: Reply | None, faults: Iterable[str]) -> None:
        self.violations.extend(faults)
        self.requests.append(Request.of(call, reply, self.clock()))
        await self._watch.notify()

    def _seen(self) -> str:
        last = [f"{request.method} {request.path} -> {request.status}" for request in self.requests[-5:]]
        return f"last requests {last}, violations {self.violations}, {self.gateway.connected} connected"
