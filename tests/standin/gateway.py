"""The gateway: sessions that outlive their connections.

https://discord.com/developers/docs/events/gateway
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from .clock import Clock
from .compression import compressor
from .doors import Door
from .identity import unidentified
from .opcodes import Close, Op
from .places import Guild
from .reply import Payload
from .session import Link, Session
from .sharding import GUILDS_PER_SHARD, Closing, SessionStarts, Shard, hears, shard_of
from .watch import Watch
from .world import World

VERSION = 10
MAX_FRAME = 4096
RESUME_SECONDS = 180
GUILDS = 1 << 0
# GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT: https://discord.com/developers/docs/events/gateway#privileged-intents
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
CLIENT_GOODBYE = {1000, 1001}
# A wrong token and an intent that was not enabled are the host's mistakes, and a bot that has grown is nobody's:
# no breaches of the protocol.
MISCONFIGURED = {Close.AUTHENTICATION_FAILED, Close.DISALLOWED_INTENTS, Close.SHARDING_REQUIRED}


class Gateway:
    """`identifies` and `resumes` count the sessions begun and taken up again: at the door `main`, and at the door
    `resuming`, unless `resume_url` is set. With `acknowledging` off, heartbeats stay unanswered.

    A resumed session is sent the last `rewind` events again that it says it has: Discord promises no more than that
    nothing is missed. `shards` is how many the API recommends, `guilds_per_shard` how many servers one may have;
    `elsewhere` is the shard that hears of servers without the bot, if not that of the formula.
    """

    def __init__(self, world: World, clock: Clock, watch: Watch, violations: list[str], heartbeat: float) -> None:
        self.main, self.resuming = Door(self.serve), Door(self.serve)
        self.resume_url: object = None
        self.token = ""
        self.privileged = 0
        self.acknowledging = True
        self.garble: Callable[[Payload], Any] = lambda data: data
        self.rewind = 0
        self.shards = 1
        self.guilds_per_shard = GUILDS_PER_SHARD
        self.elsewhere: int | None = None
        self.starts = SessionStarts()
        self.identifies = 0
        self.resumes = 0
        self._world = world
        self._clock = clock
        self._watch = watch
        self._violations = violations
        self._heartbeat = heartbeat
        self._links: set[Link] = set()
        self._sessions: dict[str, Session] = {}

    @property
    def url(self) -> str:
        """What the API names."""
        return self.main.url

    @property
    def refusing(self) -> bool:
        """Whether new connections are turned away, at both doors."""
        return bool(self.main.status and self.resuming.status)

    @refusing.setter
    def refusing(self, refusing: bool) -> None:
        self.main.status = self.resuming.status = 503 if refusing else None

    @property
    def open(self) -> int:
        """How many connections there are, also those without a session."""
        return len(self._links)

    @property
    def connected(self) -> int:
        """How many sessions are listening."""
        return len(self.listening)

    @property
    def listening(self) -> list[Shard]:
        """The shard of each session that is listening."""
        return sorted(session.shard for session in self._sessions.values() if session.link)

    @property
    def complete(self) -> bool:
        """Whether every event is heard by somebody."""
        heard = set(self.listening)
        return any(all((number, count) in heard for number in range(count)) for _, count in heard)

    async def dispatch(self, event: str, data: Payload, guild: Guild | None, intent: int = 0) -> list[Session]:
        """To every session whose shard and intents it concerns, `garble`d; those away get it when they resume.

        Returns the sessions that were not away."""
        concerned = [s for s in self._alive() if s.wants(intent) and hears(s.shard, guild, self.elsewhere)]
        hearers = [session for session in concerned if session.link]
        for session in concerned:
            await session.send(event, self.garble(data))
        return hearers

    async def reconnect(self, shard: int | None = None) -> None:
        """Tells every client, or those of one shard, to reconnect and resume."""
        for link in self._of(shard):
            await link.send_op(Op.RECONNECT)

    async def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """Tells every client, or those of one shard, that its session is gone, or may be resumed all the same."""
        for link in self._of(shard):
            if link.session and not resumable:
                self._sessions.pop(link.session.id, None)
            await link.send_op(Op.INVALID_SESSION, resumable)

    async def drop(self, code: int | None = None, shard: int | None = None) -> None:
        """Closes every connection, or those of one shard, with `code`, or cuts it where there is none."""
        await asyncio.gather(*(link.end(code) for link in self._of(shard)))

    async def utter(self, frame: str | bytes) -> None:
        """Sends every client a frame that is no session's: text as it is, bytes that nothing was compressed into."""
        for link in list(self._links):
            await link.utter(frame)

    def freeze(self, shard: int | None = None) -> None:
        """Every connection of now, or of one shard, goes half-open: it stays, and nothing goes through it any more,
        either way."""
        for link in self._of(shard):
            link.freeze()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from HELLO to its end."""
        self._violations.extend(unidentified(request.headers, "gateway"))
        socket = web.WebSocketResponse(timeout=1.0)
        link = Link(socket, request, compressor(request.query.get("compress")))
        await socket.prepare(request)
        self._links.add(link)
        try:
            await self._converse(link, request.query.get("v"))
        except Closing as closing:
            if closing.code not in MISCONFIGURED:
                self._violations.append(f"gateway: closed with {closing.code} {closing.code.name}")
            await link.end(closing.code)
        finally:
            self._part(link)
            await self._watch.notify()
        return socket

    async def _converse(self, link: Link, version: str | None) -> None:
        if version != str(VERSION):
            raise Closing(Close.INVALID_VERSION)
        await link.send_op(Op.HELLO, {"heartbeat_interval": int(self._heartbeat * 1000)})
        async for message in link.socket:
            op, data = _decoded(message)
            await self._receive(link, op, data)
            await self._watch.notify()

    async def _receive(self, link: Link, op: int, data: Payload) -> None:
        match op:
            case Op.HEARTBEAT:
                await self._acknowledge(link)
            case Op.IDENTIFY | Op.RESUME if link.session:
                raise Closing(Close.ALREADY_AUTHENTICATED)
            case Op.IDENTIFY | Op.RESUME if data.get("token") != self.token:
                raise Closing(Close.AUTHENTICATION_FAILED)
            case Op.IDENTIFY:
                await self._identify(link, data)
            case Op.RESUME:
                await self._resume(link, data)
            case Op.PRESENCE if not link.session:
                raise Closing(Close.NOT_AUTHENTICATED)
            case Op.PRESENCE:
                pass
            case _:
                raise Closing(Close.UNKNOWN_OPCODE)

    async def _acknowledge(self, link: Link) -> None:
        if self.acknowledging:
            await link.send_op(Op.HEARTBEAT_ACK)

    async def _identify(self, link: Link, data: Payload) -> None:
        intents, shard = data["intents"], shard_of(data)
        if intents & PRIVILEGED & ~self.privileged:
            raise Closing(Close.DISALLOWED_INTENTS)
        guilds = [guild for guild in self._world.guilds.values() if guild.has_bot and hears(shard, guild)]
        if len(guilds) > self.guilds_per_shard:
            raise Closing(Close.SHARDING_REQUIRED)
        if not self.starts.admit(shard[0], self._clock.monotonic()):
            await link.send_op(Op.INVALID_SESSION, data=False)
            return
        session = Session(intents, shard, link=link)
        link.session = self._sessions[session.id] = session
        self.identifies += 1
        await session.send("READY", self._ready(session, guilds))
        for guild in guilds if intents & GUILDS else ():
            await session.send("GUILD_CREATE", self._world.guild_create(guild))

    def _ready(self, session: Session, guilds: list[Guild]) -> Payload:
        return {
            "v": VERSION,
            "user": self._world.bot.payload(),
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.resuming.url if self.resume_url is None else self.resume_url,
            "shard": list(session.shard),
            "application": {"id": self._world.application_id, "flags": 0},
        }

    async def _resume(self, link: Link, data: Payload) -> None:
        session = next((session for session in self._alive() if session.id == data.get("session_id")), None)
        if session is None or data["seq"] > len(session.frames):
            await link.send_op(Op.INVALID_SESSION, data=False)
            return
        self.resumes += 1
        link.session = session
        await session.replay(link, max(0, data["seq"] - self.rewind))
        await session.send("RESUMED", {})

    def _of(self, shard: int | None) -> list[Link]:
        return [link for link in self._links if shard is None or (link.session and link.session.shard[0] == shard)]

    def _alive(self) -> Iterator[Session]:
        """Forgets those that stayed away too long."""
        now = self._clock.monotonic()
        for session in list(self._sessions.values()):
            if session.link or now - session.left <= RESUME_SECONDS:
                yield session
            else:
                del self._sessions[session.id]

    def _part(self, link: Link) -> None:
        self._links.discard(link)
        session = link.session
        if session is None or session.link is not link:
            return
        session.link, session.left = None, self._clock.monotonic()
        if not link.ended_here and link.socket.close_code in CLIENT_GOODBYE:
            self._sessions.pop(session.id, None)


def _decoded(message: WSMessage) -> tuple[int, Any]:
    """Opcode and data; raises Closing for what is no JSON object of at most 4096 bytes."""
    if message.type is not WSMsgType.TEXT or len(message.data) > MAX_FRAME:
        raise Closing(Close.DECODE_ERROR)
    try:
        frame = json.loads(message.data)
        return frame["op"], frame.get("d")
    except (ValueError, TypeError, KeyError):
        raise Closing(Close.DECODE_ERROR) from None
