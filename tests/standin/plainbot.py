"""The smallest bot there is, to test the stand-in with: plain requests and plain gateway frames."""

import io
import json
import zlib
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp

from .interactions import Interaction
from .opcodes import Op
from .reply import Payload
from .server import DiscordStandIn
from .sharding import Shard

V2 = 1 << 15
USER_AGENT = "DiscordBot (https://discord.com/developers/docs, 10)"


class PlainBot:
    """Answers are `(status, body)`."""

    def __init__(self, discord: DiscordStandIn) -> None:
        self._discord = discord

    async def __aenter__(self) -> Self:
        identity = {"Authorization": f"Bot {self._discord.token}", "User-Agent": USER_AGENT}
        self.http = aiohttp.ClientSession(headers=identity)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    async def call(
        self, method: str, path: str, body: object = None, files: Mapping[str, bytes] | None = None
    ) -> tuple[int, Any]:
        """`files` maps names to contents; they become `files[0]`, `files[1]`, …"""
        form = _form(body, files) if files else None
        sent = None if form else body
        async with self.http.request(method, self._discord.api_url + path, data=form, json=sent) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else await response.read()

    async def register(self, *options: Payload, name: str = "imagine") -> None:
        command = {"name": name, "description": "Draws", "options": list(options)}
        await self.call("PUT", f"/applications/{self._discord.world.application_id}/commands", [command])

    async def respond(self, interaction: Interaction, kind: int, data: Payload | None = None) -> tuple[int, Any]:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        return await self.call("POST", path, {"type": kind, "data": data or {}})

    def webhook(self, interaction: Interaction, rest: str = "/messages/@original") -> str:
        return f"/webhooks/{self._discord.world.application_id}/{interaction.token}{rest}"


class PlainGateway:
    """A gateway connection. `decode` undoes the transport compression."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, decode: Callable[[bytes], bytes]) -> None:
        self.socket = socket
        self._decode = decode

    async def frame(self) -> Payload:
        message = await self.socket.receive(timeout=2)
        data = self._decode(message.data) if message.type is aiohttp.WSMsgType.BINARY else message.data
        frame: Payload = json.loads(data)
        return frame

    async def send(self, op: Op, data: object) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def close_code(self) -> int | None:
        """Reads to the end of the connection."""
        while not self.socket.closed:
            await self.socket.receive(timeout=2)
        return self.socket.close_code


async def connect(bot: PlainBot, url: str, compress: str = "") -> PlainGateway:
    """Up to and including HELLO."""
    socket = await bot.http.ws_connect(f"{url}?v=10&encoding=json&compress={compress}")
    gateway = PlainGateway(socket, _decoder(compress))
    hello = await gateway.frame()
    if hello["op"] != Op.HELLO:
        raise ValueError(f"expected HELLO, got {hello}")
    return gateway


async def identify(gateway: PlainGateway, token: str, intents: int = 1, shard: Shard = (0, 1)) -> Payload:
    """The READY that follows."""
    await gateway.send(Op.IDENTIFY, {"token": token, "intents": intents, "shard": shard, "properties": {}})
    ready: Payload = (await gateway.frame())["d"]
    return ready


def _form(body: object, files: Mapping[str, bytes]) -> aiohttp.FormData:
    form = aiohttp.FormData({"payload_json": json.dumps(body)}, quote_fields=False)
    for index, (name, data) in enumerate(files.items()):
        form.add_field(f"files[{index}]", io.BytesIO(data), filename=name)
    return form


def _decoder(compress: str) -> Callable[[bytes], bytes]:
    if compress == "zstd-stream":
        import zstandard  # noqa: PLC0415 - only there with discord.py[speed]

        return zstandard.ZstdDecompressor().decompressobj().decompress
    return zlib.decompressobj().decompress
